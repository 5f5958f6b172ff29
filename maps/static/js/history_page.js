/** Every version of a feature: who wrote it, when and why; what was changed, drawn; and the way back to it. */

import { html } from './element.js';
import { date, moment } from './format.js';
import { Latest } from './latest.js';
import { Refused } from './session.js';
import { differences, drawnDifference, label, stateOn, statesMade, told } from './versions.js';
import { failed } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {import('./versions.js').Version} Version */
/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {{ layer: string, id: string, name: string, right: string }} Thing whose history can be looked at; the right is what it takes to edit it */

/** An edit says by itself from when on it is so. */
const PERIOD = new Set(['from_date', 'to_date']);

/**
 * The operation that puts an old version back: the state that it had on a day, upon what stands now.
 * @param {string} layer
 * @param {string} id
 * @param {Version} old
 * @param {Version} now the newest
 * @param {string} day
 * @returns {Operation | undefined} undefined where the old version has no state
 */
export function restoring(layer, id, old, now, day) {
  const state = stateOn(old, day);
  if (!state) return undefined;
  const properties = Object.fromEntries(Object.entries(state.properties ?? {}).filter(([name]) => !PERIOD.has(name)));
  const what = { layer, properties, ...(state.geometry ? { geometry: state.geometry } : {}) };
  return now.version === null ? { op: 'create', ...what } : { op: 'replace', id, version: now.version, ...what };
}

/** When a state is so. @param {GeoJSON.Feature} state @returns {string} */
function periodOf({ properties }) {
  const { from_date: first, to_date: until } = properties ?? {};
  const said = { from: date(first), until: date(until) };
  if (first && until) return t('so from {from} until before {until}', said);
  return first ? t('so from {from} on', said) : until ? t('so until before {until}', said) : t('so on all days');
}

/**
 * The states before and after a version: on a day, or where nothing was changed on it, on the first day on which something was.
 * @param {Version | undefined} before
 * @param {Version} one
 * @param {string} day
 * @returns {[GeoJSON.Feature | undefined, GeoJSON.Feature | undefined]}
 */
export function bothStates(before, one, day) {
  const days = [day, ...statesMade(before, one).map(({ properties }) => String(properties?.from_date ?? ''))];
  const on = days.find((each) => differences(stateOn(before, each), stateOn(one, each)).length) ?? day;
  return [stateOn(before, on), stateOn(one, on)];
}

/** Shows the history of one thing of several that belong together. */
export class HistoryPage {
  #asking = new Latest();
  /** @type {import('leaflet').LayerGroup | undefined} */
  #drawn;

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {(operation: Operation, reason: string) => void} restore
   */
  constructor(root, page, session, restore) {
    this.root = root;
    this.page = page;
    this.session = session;
    this.restore = restore;
  }

  /** Take what is drawn off the map. */
  clear() {
    this.#drawn?.remove();
    this.#drawn = undefined;
  }

  /**
   * @param {Thing[]} things the first is shown
   * @param {Thing} [one]
   */
  async show(things, one = things[0]) {
    this.clear();
    const isLatest = this.#asking.ask();
    if (!one) {
      this.root.replaceChildren();
      return;
    }
    const choice = html('select', { 'aria-label': t('History of') }, things.map(({ name }, index) => html('option', { value: String(index), selected: things[index] === one }, [name])));
    choice.addEventListener('change', () => void this.#turn(things, Number(choice.value)).catch(failed));
    try {
      const { body } = await this.session.ask('GET', `/ogc/collections/${one.layer}/items/${one.id}/history`);
      if (!isLatest()) return;
      const versions = /** @type {Version[]} */ (body.versions ?? []);
      this.root.replaceChildren(...(things.length > 1 ? [choice] : []), html('ol', { class: 'versions' }, versions.map((_, index) => this.#item(one, versions, index)).toReversed()));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.root.replaceChildren(...(things.length > 1 ? [choice] : []), html('p', { class: 'about' }, [error.status === 404 ? t('No history is kept of it.') : error.message]));
    }
  }

  /** Show another one, and leave the focus where that was chosen. @param {Thing[]} things @param {number} index */
  async #turn(things, index) {
    await this.show(things, things[index]);
    if (document.activeElement === document.body) this.root.querySelector('select')?.focus();
  }

  /** @param {Thing} thing @param {Version[]} versions @param {number} index */
  #item(thing, versions, index) {
    const [one, before, newest] = [/** @type {Version} */ (versions[index]), versions[index - 1], /** @type {Version} */ (versions.at(-1))];
    const changed = one.version === null ? t('deleted') : before ? one.changed.map((name) => label(this.page, thing.layer, name)).join(', ') : t('first recorded');
    const named = one.version === null ? '' : t('version {version}', { version: one.version });
    const details = html('div', { class: 'version-details', hidden: true });
    const look = html('button', { type: 'button', class: 'second-button', 'aria-expanded': 'false' }, [t('Show what was changed')]);
    look.addEventListener('click', () => this.#open(look, details, thing, before, one));
    const buttons = html('div', { class: 'buttons' }, [look]);
    const operation = one === newest ? undefined : restoring(thing.layer, thing.id, one, newest, this.page.day);
    if (operation && this.session.may(thing.right)) {
      const back = html('button', { type: 'button', class: 'second-button', 'data-restore': String(one.version) }, [t('Restore this version')]);
      const when = moment(one.at);
      back.addEventListener('click', () => {
        this.clear();
        this.restore(operation, t('Again as in version {version} of {when}', { version: one.version ?? '', when }));
      });
      buttons.append(back);
    }
    return html('li', {}, [
      html('p', {}, [html('strong', {}, [one.who]), ` · ${[moment(one.at), named].filter(Boolean).join(' · ')}`]),
      html('p', {}, [one.reason]),
      ...statesMade(before, one).map((state) => html('p', { class: 'period' }, [periodOf(state)])),
      html('p', { class: 'about' }, [changed || t('another period, or what belongs to it')]),
      buttons,
      details,
    ]);
  }

  /**
   * Tell and draw what one version changed, or take it away again.
   * @param {HTMLElement} button
   * @param {HTMLElement} details
   * @param {Thing} thing
   * @param {Version | undefined} before
   * @param {Version} one
   */
  #open(button, details, thing, before, one) {
    const open = details.hidden;
    this.clear();
    for (const other of this.root.querySelectorAll('[aria-expanded="true"]')) {
      other.setAttribute('aria-expanded', 'false');
      other.closest('li')?.querySelector('.version-details')?.setAttribute('hidden', '');
    }
    details.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    const [was, now] = bothStates(before, one, this.page.day);
    const found = differences(was, now);
    details.replaceChildren(
      found.length
        ? html('dl', {}, found.map((each) => html('div', {}, [
            html('dt', {}, [label(this.page, thing.layer, each.name)]),
            html('dd', {}, [html('del', {}, [told(this.page, thing.layer, each.name, each.was)]), ' ', html('ins', {}, [told(this.page, thing.layer, each.name, each.now)])]),
          ])))
        : html('p', { class: 'about' }, [t('Its attributes and its boundary stayed as they were.')]),
    );
    const { map } = this.page;
    this.#drawn = drawnDifference(was?.geometry, now?.geometry).addTo(map);
    const shape = now?.geometry ?? was?.geometry;
    if (!shape) return;
    const box = L.geoJSON(shape).getBounds();
    if (!map.getBounds().contains(box)) map.fitBounds(box, { maxZoom: 20 });
  }
}
