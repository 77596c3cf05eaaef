import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import { noChange } from 'lit';

class CssVariable extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssVariable belongs on an element');
  }

  override update(part: ElementPart, [name, value]: [string, string]): typeof noChange {
    if (part.element instanceof HTMLElement) part.element.style.setProperty(name, value);
    return noChange;
  }

  render(_name: string, _value: string): typeof noChange {
    return noChange;
  }
}

/** Sets a CSS variable through the object model: the content security policy forbids style attributes. */
export const cssVariable = directive(CssVariable);
