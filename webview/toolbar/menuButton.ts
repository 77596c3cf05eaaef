import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { icon } from '../toolButton';

export interface MenuItem {
  readonly label: string;
  readonly kind: 'radio' | 'checkbox';
  readonly checked: boolean;
  readonly run: () => void;
}

export interface MenuSection {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** An icon button with a menu of choices under it. */
export class MenuButton extends LitElement {
  static override properties = {
    icon: { type: String },
    label: { type: String },
    text: { type: String },
    sections: { attribute: false },
    isOpen: { state: true },
  };
  declare icon: string;
  declare label: string;
  declare text: string;
  declare sections: readonly MenuSection[];
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
    this.text = '';
    this.sections = [];
    this.addEventListener('keydown', (event) => this.onKey(event));
    this.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.isOpen = false;
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`
      <button
        class="tool"
        title=${this.label}
        aria-label=${this.text ? `${this.label}: ${this.text}` : this.label}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        @click=${() => this.toggle()}
      >
        ${icon(this.icon)} ${this.text ? html`<span class="tool-text" aria-hidden="true">${this.text}</span>` : nothing}
      </button>
      ${this.isOpen ? html`<div class="menu" role="menu" aria-label=${this.label}>${this.sections.map(sectionTemplate(this))}</div>` : nothing}
    `;
  }

  choose(item: MenuItem): void {
    this.isOpen = false;
    this.button?.focus();
    item.run();
  }

  private get button(): HTMLButtonElement | null {
    return this.querySelector('button');
  }

  private toggle(): void {
    this.isOpen = !this.isOpen;
    if (this.isOpen)
      void this.updateComplete.then(() => {
        const checked = this.querySelector<HTMLElement>('[aria-checked=true]');
        (checked ?? this.items()[0]).focus();
      });
  }

  private items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.menu-item')];
  }

  private onKey(event: KeyboardEvent): void {
    if (!this.isOpen) return;
    const items = this.items();
    const at = items.findIndex((item) => item === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items[(at + step + items.length) % items.length].focus();
    else if (event.key === 'Home') items[0].focus();
    else if (event.key === 'End') items[items.length - 1].focus();
    else if (event.key === 'Escape') {
      this.isOpen = false;
      this.button?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

const sectionTemplate = (menu: MenuButton) => (section: MenuSection) => html`
  <div role="group" aria-label=${section.label} class="menu-section">
    <div class="menu-title" aria-hidden="true">${section.label}</div>
    ${section.items.map(
      (item) => html`
        <button
          class="menu-item"
          role=${item.kind === 'radio' ? 'menuitemradio' : 'menuitemcheckbox'}
          aria-checked=${item.checked}
          tabindex="-1"
          @click=${() => menu.choose(item)}
        >
          <span class="codicon ${item.checked ? 'codicon-check' : ''}" aria-hidden="true"></span>${item.label}
        </button>
      `,
    )}
  </div>
`;

customElements.define('winnow-menu-button', MenuButton);
