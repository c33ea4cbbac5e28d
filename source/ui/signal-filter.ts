import type { SignalFacet, SignalFilter } from '../store/views.js';
import type { DeskDeps } from './desk-deps.js';
import type { UiState } from './ui-state.js';
import type { ViewSource } from './view-source.js';

/** `all` takes every narrowing away. */
export type FilterChoice = { readonly kind: 'all' } | { readonly kind: 'facet'; readonly facet: SignalFacet };

export const isFiltered = (filter: SignalFilter): boolean => Object.values(filter).some(value => value !== undefined);

/** `source kcmon · type long_breakout`; empty when everything is shown. */
export const describeFilter = (filter: SignalFilter): string =>
	(['source', 'type', 'symbol'] as const)
		.flatMap(field => (filter[field] === undefined ? [] : [`${field} ${filter[field]}`]))
		.join(' · ');

/** What the filter dialog of this moment offers; nothing without one. */
export function filterChoicesOf(
	{ dialog, signalFilter }: UiState,
	views: Pick<ViewSource, 'signalFacets'>,
): readonly FilterChoice[] {
	if (dialog?.kind !== 'filter') {
		return [];
	}

	const wanted = dialog.text.trim().toLowerCase();
	const facets = views
		.signalFacets()
		.filter(({ field, value }) => value.toLowerCase().includes(wanted) || field.startsWith(wanted))
		.map((facet): FilterChoice => ({ kind: 'facet', facet }));
	return [...(wanted === '' && isFiltered(signalFilter) ? [{ kind: 'all' } as const] : []), ...facets];
}

/** What keys do in the filter of signals. */
export type SignalFilterKeys = { readonly choose: () => void; readonly edit: (key: string) => void };

export function createSignalFilterKeys({ views, ui, say }: DeskDeps): SignalFilterKeys {
	return {
		choose: () => {
			const state = ui.get();
			if (state.dialog?.kind !== 'filter') {
				return;
			}

			const choice = filterChoicesOf(state, views)[state.dialog.index];
			if (choice === undefined) {
				say(state.dialog.text === '' ? 'no signal yet, so nothing to filter by' : 'no signal has that');
				return;
			}

			ui.dispatch({ type: 'dialog.close' });
			// What was narrowed is what the next key is for.
			ui.dispatch({ type: 'focus.set', pane: 'signals' });
			const { signalFilter } = state;
			if (choice.kind === 'all') {
				ui.dispatch({ type: 'signal.filter', filter: {} });
			} else {
				const { field, value } = choice.facet;
				const isOn = signalFilter[field] === value;
				ui.dispatch({ type: 'signal.filter', filter: { ...signalFilter, [field]: isOn ? undefined : value } });
			}
		},
		edit: key => {
			if (key === 'backspace') {
				ui.dispatch({ type: 'find.erase' });
			} else if (key === 'ctrl+u') {
				ui.dispatch({ type: 'find.clear' });
			} else if (/^[\w.-]$/.test(key)) {
				ui.dispatch({ type: 'find.type', text: key });
			} else if ([...key].length === 1 || key === 'space') {
				say(`no source, type or symbol has ${key === 'space' ? 'a space' : key}`);
			}
		},
	};
}
