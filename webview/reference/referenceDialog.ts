import { html, nothing, type TemplateResult } from 'lit';
import { mostTop, referenceRules, type ReferenceRule } from '../../src/core/reference';
import type { ReferenceEdit, ReferenceView } from '../../src/protocol/reference';
import { FindingsCollection } from '../collections/findingsCollection';
import { DialogPanel } from '../dialogs/dialogPanel';
import '../inspector/neighbourStrip';
import type { Dialog } from '../state/overlays';
import type { Topic } from '../state/pageSignals';
import { formatCount, shown, t } from '../strings';
import { histogramSlider } from '../strip/histogramSlider';
import './tagEditor';

const namesShown = 5;

/** *Use as Reference*: what the images are held against is seen and edited here before anything is flagged. */
export class ReferenceDialog extends DialogPanel {
  protected override readonly topics: readonly Topic[] = ['panels', 'reference'];
  protected override readonly dialog: Dialog = 'reference';

  protected override heading(): string {
    return t('Images That Do Not Match a Reference');
  }

  protected override content(): TemplateResult {
    const { reference } = this.page;
    const { view, edit, problem } = reference;
    return html`
      <div class="dialog-body reference" aria-busy=${reference.isLoading}>
        ${problem === undefined ? nothing : html`<p class="problem-text">${problem}</p>`}
        ${reference.isLoading && !view ? html`<p>${t('Reading the reference images.')}</p>` : nothing}
        ${
          !reference.isLoading && !view && problem === undefined
            ? html`<p>${t('There are no reference images yet. Select one or several good images and press t.')}</p>`
            : nothing
        }
        ${view && edit ? this.form(view, edit) : nothing}
      </div>
      ${view && edit ? this.footer(view, edit) : nothing}
    `;
  }

  private form(view: ReferenceView, edit: ReferenceEdit): TemplateResult {
    const { page } = this;
    const rows = view.images.flatMap(({ row }) => (row === undefined ? [] : [{ row, cosine: NaN }]));
    const outside = view.images.filter(({ row }) => row === undefined).map(({ path }) => shown(path));
    return html`
      <h3>${view.images.length === 1 ? t('Reference image') : t('{0} reference images', view.images.length)}</h3>
      ${rows.length > 0 ? html`<winnow-neighbour-strip .page=${page} .images=${rows}></winnow-neighbour-strip>` : nothing}
      ${outside.slice(0, namesShown).map((path) => html`<p class="reference-file"><bdi>${path}</bdi></p>`)}
      ${outside.length > namesShown ? html`<p>${t('and {0} more', outside.length - namesShown)}</p>` : nothing}
      <fieldset class="reference-rules">
        <legend>${t('Flag images that')}</legend>
        ${referenceRules.map((rule) => this.rule(rule, view, edit))}
      </fieldset>
      ${view.classes.length > 0 && this.page.summary.classes.length > 1 ? this.scope(view, edit) : nothing}
      ${edit.by === 'similarity' || view.tagger === undefined ? nothing : this.tags(view, edit, view.tagger)}
      ${edit.by === 'tags' ? nothing : this.slider(edit)}
    `;
  }

  private rule(rule: ReferenceRule, view: ReferenceView, edit: ReferenceEdit): TemplateResult {
    const { counts } = this.page.reference;
    const needsTags = rule !== 'similarity';
    const isOff = needsTags && view.tagger === undefined;
    const hasCount = counts !== undefined && !isOff && (!needsTags || edit.tags.length > 0);
    return html`<label class="reference-rule">
      <input
        type="radio"
        name="reference-rule"
        .checked=${edit.by === rule}
        ?disabled=${isOff}
        @change=${() => this.page.reference.change({ by: rule })}
      />
      <span>${ruleText(rule)}</span>
      <span class="reference-count">${hasCount ? formatCount(counts.off[rule]) : ''}</span>
      ${isOff && rule === 'tags' ? html`<span class="reference-note">${t('The chosen model names nothing.')}</span>` : nothing}
    </label>`;
  }

  private scope({ classes }: ReferenceView, edit: ReferenceEdit): TemplateResult {
    const { reference } = this.page;
    const names = classes.slice(0, namesShown).map(shown).join(', ');
    return html`<label class="reference-rule">
      <input
        type="checkbox"
        .checked=${edit.within.length > 0}
        @change=${(event: Event) =>
          event.target instanceof HTMLInputElement && reference.change({ within: event.target.checked ? classes : [] })}
      />
      <span
        >${classes.length > namesShown ? t('Only images of the references’ classes') : t('Only images of {0}', names)}</span
      >
    </label>`;
  }

  private tags(view: ReferenceView, edit: ReferenceEdit, tagger: string): TemplateResult {
    const { reference } = this.page;
    return html`
      <h3>${t('Tags that an image must have one of')}</h3>
      <winnow-tag-editor
        .tags=${edit.tags}
        .names=${view.names}
        .suggested=${view.suggested}
        ?disabled=${!this.page.mayChange}
        @winnow-tags=${(event: CustomEvent<readonly string[]>) => reference.change({ tags: event.detail })}
      ></winnow-tag-editor>
      <label class="reference-top">
        ${t('Tags looked at of each image')}
        <input
          type="number"
          min="1"
          max=${Math.min(mostTop, Math.max(1, view.names.length))}
          .value=${String(edit.top)}
          @change=${(event: Event) => this.setTop(event)}
        />
        <span class="reference-note">${t('as named by {0}', tagger)}</span>
      </label>
      ${this.sourceButton(view)}
    `;
  }

  /** Only where the user's settings name a cloud service. */
  private sourceButton({ source }: ReferenceView): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.mayAskService && source === 'model') return nothing;
    const isModel = source === 'model';
    return html`<button
      class="button reference-source"
      ?disabled=${!page.mayChange || page.reference.isLoading}
      @click=${() => void page.reference.useSource(isModel ? 'rekognition' : 'model')}
    >
      ${isModel ? t('Ask AWS Rekognition for Tags…') : t('Tags of the Model')}
    </button>`;
  }

  private slider(edit: ReferenceEdit): TemplateResult {
    const { reference } = this.page;
    return html`<h3>${t('Similarity to the reference most like it')}</h3>
      <label class="threshold reference-threshold">
        ${histogramSlider({
          label: t('Flag below this similarity'),
          low: 0,
          high: 1,
          step: 0.01,
          value: edit.threshold,
          bins: reference.counts?.bins ?? [],
          finds: 'below',
          onMove: (threshold) => reference.change({ threshold }),
        })}
        <span class="threshold-value">${t('Flag below')} ${edit.threshold.toFixed(2)}</span>
      </label>`;
  }

  private footer(view: ReferenceView, edit: ReferenceEdit): TemplateResult {
    const { page } = this;
    const { counts } = page.reference;
    const isEmpty = edit.by !== 'similarity' && edit.tags.length === 0;
    return html`<footer class="dialog-footer">
      <span>
        ${
          isEmpty
            ? t('Without a tag every image would be flagged: add one.')
            : t('Flagging decides nothing: what is flagged can be set aside one by one or all at once.')
        }
      </span>
      ${
        view.isInForce
          ? html`<button class="button" ?disabled=${!page.mayChange} @click=${() => void this.forget()}>
              ${t('Forget Reference')}
            </button>`
          : nothing
      }
      <button class="button" @click=${() => this.close()}>${t('Cancel')}</button>
      <button class="button primary" autofocus ?disabled=${isEmpty || !page.mayChange} @click=${() => void this.flag()}>
        ${counts && !isEmpty ? t('Flag {0} Images', counts.off[edit.by]) : t('Flag Images')}
      </button>
    </footer>`;
  }

  private setTop(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const top = Math.round(Number(event.target.value));
    if (top >= 1 && top <= mostTop) this.page.reference.change({ top });
    else event.target.value = String(this.page.reference.edit?.top);
  }

  private async flag(): Promise<void> {
    const { page } = this;
    if (!(await page.reference.flag())) return;
    this.close();
    await page.shown.open(new FindingsCollection(page, { kind: 'off-reference' }));
  }

  private async forget(): Promise<void> {
    const { page } = this;
    if (!(await page.reference.clear())) return;
    this.close();
    if (page.shown.collection) await page.shown.show({ query: page.shown.wanted.request.query });
    page.say('info', t('The reference is forgotten; nothing is flagged by it any more. Decisions stay.'));
  }
}

function ruleText(rule: ReferenceRule): string {
  switch (rule) {
    case 'tags':
      return t('share no tag with the reference');
    case 'similarity':
      return t('do not look like the reference');
    case 'both':
      return t('neither share a tag nor look like it');
  }
}

customElements.define('winnow-reference', ReferenceDialog);
