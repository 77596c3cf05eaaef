import { html, nothing, type TemplateResult } from 'lit';

interface ToolButton {
  /** Name of the codicon. */
  readonly icon: string;
  /** What it does, with its key; shown by the mouse. */
  readonly title: string;
  /** What a screen reader says; the title where nothing else is said. */
  readonly label?: string;
  readonly run: () => void;
  readonly className?: string;
  /** Set for a switch. */
  readonly isPressed?: boolean;
  /** Set where it unfolds something. */
  readonly isExpanded?: boolean;
  readonly isDisabled?: boolean;
}

export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** A button that is an icon alone. */
export function toolButton(button: ToolButton): TemplateResult {
  const { title, label = title, className = '', isPressed, isExpanded, isDisabled = false, run } = button;
  return html`<button
    class="tool ${className}"
    title=${title}
    aria-label=${label}
    aria-pressed=${isPressed ?? nothing}
    aria-expanded=${isExpanded ?? nothing}
    ?disabled=${isDisabled}
    @click=${() => run()}
  >
    ${icon(button.icon)}
  </button>`;
}
