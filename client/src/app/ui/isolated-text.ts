import { Component, computed, input } from '@angular/core';

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
/** Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9). */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const ISOLATE = /\u2068([^\u2068\u2069]*)\u2069/;

/** A name as a part of a sentence: whatever its direction, the rest of the sentence keeps its own. To be drawn by `IsolatedText`. */
export const isolated = (name: string): string => FIRST_STRONG_ISOLATE + name.replace(BIDI_CONTROLS, '') + POP_ISOLATE;

/** A sentence with isolated names where it is not drawn: in labels and titles. */
export const withoutIsolates = (text: string): string =>
  text.replaceAll(FIRST_STRONG_ISOLATE, '').replaceAll(POP_ISOLATE, '');

/** A sentence in which each isolated name is an element of its own. */
@Component({
  selector: 'parley-isolated-text',
  template: `@for (part of parts(); track $index) {
    @if ($odd) {
      <bdi>{{ part }}</bdi>
    } @else {
      <span>{{ part }}</span>
    }
  }`,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class IsolatedText {
  readonly text = input.required<string>();
  /** Names at odd places, what stands between them at even ones. */
  protected readonly parts = computed(() => this.text().split(ISOLATE));
}
