import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { maxPoolGrad } from './maxPoolGrad';

let isDone = false;

/** Registers what the WASM backend lacks for training, and better forms of what it does slowly or wrongly. */
export function registerWasmKernels(): void {
  if (isDone) return;
  isDone = true;
  registerKernel(conv2DBackpropFilter('wasm'));
  const { kernelFunc: original } = getKernel('Conv2DBackpropInput', 'wasm');
  replaceKernel(conv2DBackpropInput('wasm', original));
  replaceKernel(maxPoolGrad('wasm'));
}

function replaceKernel(kernel: KernelConfig): void {
  unregisterKernel(kernel.kernelName, kernel.backendName);
  registerKernel(kernel);
}
