/** -ln of the softmax of `logits` at `label`, by the largest score so that nothing overflows; nats from 0 up. */
export function crossEntropy(logits: Float32Array, label: number): number {
  let most = -Infinity;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return Math.log(sum) + most - logits[label];
}

/** The class with the highest score. */
export function topClass(logits: Float32Array): number {
  let top = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[top]) top = i;
  return top;
}
