/** Browsers cannot scroll further than some 17 to 33 million pixels, and positions get coarse long before. */
const highest = 8_000_000;
/** Near both ends one pixel of scrolling is one pixel of content. */
const exactEnd = 200_000;

/**
 * Maps the scroll position of an element of a height that browsers can handle to a position in content of any height.
 * Where the content fits, the two are the same. Otherwise the scrollbar maps to the whole content, while small steps
 * (wheel, touch, keys) still move the content pixel by pixel: `follow` keeps the distance between the two until a jump.
 */
export class ScrollMap {
  readonly scrollHeight: number;
  private readonly contentEnd: number;
  private readonly scrollEnd: number;
  private readonly exact: number;
  /** Content position minus scroll position. */
  private distance = 0;

  constructor(
    contentHeight: number,
    private readonly viewportHeight: number,
    limit = highest,
  ) {
    this.scrollHeight = Math.min(contentHeight, limit);
    this.contentEnd = Math.max(0, contentHeight - viewportHeight);
    this.scrollEnd = Math.max(0, this.scrollHeight - viewportHeight);
    this.exact = Math.min(exactEnd, this.scrollEnd / 4);
  }

  get offset(): number {
    return this.distance;
  }

  /** Where the scrollbar should stand for a content position. */
  toScroll(content: number): number {
    const { contentEnd, scrollEnd, exact } = this;
    const position = Math.max(0, Math.min(contentEnd, content));
    if (contentEnd === scrollEnd || position <= exact) return position;
    if (position >= contentEnd - exact) return scrollEnd - (contentEnd - position);
    return exact + ((position - exact) / (contentEnd - 2 * exact)) * (scrollEnd - 2 * exact);
  }

  /** The inverse of `toScroll`. */
  toContent(scroll: number): number {
    const { contentEnd, scrollEnd, exact } = this;
    const position = Math.max(0, Math.min(scrollEnd, scroll));
    if (contentEnd === scrollEnd || position <= exact) return position;
    if (position >= scrollEnd - exact) return contentEnd - (scrollEnd - position);
    return exact + ((position - exact) / (scrollEnd - 2 * exact)) * (contentEnd - 2 * exact);
  }

  /** The content position after the scroll position went from `before` to `now` by the user's hand. */
  follow(before: number, now: number): number {
    if (Math.abs(now - before) > 2 * this.viewportHeight) return this.jump(now);
    return now + this.distance;
  }

  /** True when a run of small steps has carried the scrollbar to an end before the content: `place` frees it. */
  isStuck(scroll: number): boolean {
    return (
      (scroll <= 0 && this.distance !== 0) || (scroll >= this.scrollEnd && scroll + this.distance < this.contentEnd)
    );
  }

  /** Takes the scrollbar's word for where the content stands. */
  jump(scroll: number): number {
    const content = Math.round(this.toContent(scroll));
    this.distance = content - scroll;
    return content;
  }

  /** Puts the content at a position; returns where the scrollbar has to be set. */
  place(content: number): number {
    const position = Math.round(Math.max(0, Math.min(this.contentEnd, content)));
    const scroll = Math.round(this.toScroll(position));
    this.distance = position - scroll;
    return scroll;
  }
}
