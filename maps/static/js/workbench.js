/** The officer's workbench: map, panel and table of one selection, and the edit that is not saved yet, put together. */

import { fetchParcel } from './chosen.js';
import { comingTo } from './coming.js';
import { inWords } from './date_field.js';
import { Drafts } from './drafts.js';
import { byId, fieldById, html } from './element.js';
import { FindBox } from './find_box.js';
import { cannotDraw } from './graphics.js';
import { KeptForms } from './kept_form.js';
import { Legend } from './legend.js';
import { wireTools } from './map_tools.js';
import { Presence } from './presence.js';
import { showRoadWorks } from './road_works.js';
import { Session } from './session.js';
import { wireSignedOut } from './signed_out.js';
import { Tab } from './tab.js';
import { Tiles } from './tiles.js';
import { Editing } from './workbench_editing.js';
import { Finder } from './workbench_finder.js';
import { Ground } from './workbench_ground.js';
import { failed, notice } from './workbench_notice.js';
import { Register } from './workbench_register.js';
import { Selection } from './workbench_selection.js';
import { Works } from './works.js';
import { t, useWords } from './words.js';

useWords(town.words);

const session = new Session(town);
const tab = new Tab(sessionStorage);
const tiles = new Tiles(town);
const legend = new Legend(byId('legend'), town.language, () => tiles.show(legend.hidden, legend.alone));
const ground = new Ground(town, tiles);

/** @param {import('./presence.js').Editor[]} others @param {Selection} selection */
function tellPresence(others, selection) {
  const ids = [selection.chosen?.id, selection.row?.donation];
  const moment = new Intl.DateTimeFormat(town.language === 'en' ? 'en-GB' : 'vi-VN', { timeStyle: 'short' });
  const told = others.filter(({ id }) => ids.includes(id)).map(({ who, since }) => t('Being edited by {who} since {time}', { who, time: moment.format(new Date(since)) }));
  byId('one-editors').replaceChildren(...[...new Set(told)].map((text) => html('span', {}, [text])));
  byId('one-editors').hidden = !told.length;
}

/** Put together what needs to know who works here. */
function assemble() {
  const who = session.me.name;
  const forms = new KeptForms(localStorage, who);
  const drafts = new Drafts(localStorage, who, tab.name);

  /** Show everything as it is after a change. @param {number} change 0 for none */
  const written = async (change) => {
    if (change) town.change = change;
    tiles.setDay();
    const before = selection.chosen;
    await register.again();
    await Promise.all([selection.again(), works.again()]);
    if (before && selection.row && !selection.chosen) selection.close(); // taken back, as by an undo
  };
  const works = new Works(town, session, forms, {
    written: (change) => void written(change).then(() => ground.show()).catch(failed),
    open: () => {
      selection.close();
      byId('work').hidden = false;
    },
  });
  /** @type {Presence | undefined} */
  let presence;
  const selection = new Selection({
    page: town, tiles, session, forms, ground,
    register: () => register,
    written: (change) => void written(change).catch(failed),
    saved: (change) => void editing.tellSaved(change, change).catch(failed),
    restore: (operation, reason) => editing.add(operation, reason),
    changed: () => {
      if (selection.row) works.close();
      presence?.soon();
    },
  });
  const register = new Register(town, session, ground, (row) => void selection.take(row, { move: true }));
  register.shown = ({ kind, name }) => {
    void showRoadWorks(byId('road-works'), town, kind === 'road' ? name : '', (shown) => void works.open(shown, { move: true })).catch(failed);
  };
  const editing = new Editing({
    page: town, session, drafts, forms, written,
    chosen: () => selection.chosen,
    road: () => selection.row?.road || (register.place.kind === 'road' ? register.place.name : ''),
    changed: () => presence?.soon(),
  });
  forms.changed = () => presence?.soon();
  if (session.may('edit_parcels')) {
    const shown = () => {
      const { chosen, row } = selection;
      return [...(chosen ? [{ layer: 'parcels', id: chosen.id }] : []), ...(row?.donation ? [{ layer: 'donations', id: row.donation }] : [])];
    };
    const open = () => shown().filter(({ layer, id }) => (layer === 'parcels' && editing.tools.editing) || forms.typing(`${layer}-${id}`));
    presence = new Presence(session, tab.name, { shown, editing: () => [...editing.things, ...open()], tell: (others) => tellPresence(others, selection) });
  }
  return { register, selection, editing, works };
}

/** @param {ReturnType<typeof assemble>} bench */
function wireMap({ selection, editing, works }) {
  const { map } = town;
  const { tools } = editing;
  /** @param {import('./marked.js').Picked} picked */
  const pick = async (picked) => {
    if (tools.tool !== 'merge') {
      if (!(await works.pick(picked))) await selection.pick(picked);
      return;
    }
    const other = picked.layer === 'parcels' ? await fetchParcel({ fid: String(picked.fid) }, town, session) : undefined;
    if (other) tools.takes(other);
  };
  map.on('click', ({ latlng }) => {
    if (!['select', 'merge'].includes(tools.tool)) return;
    const found = tiles.at(latlng);
    if (found) void pick(found).catch(failed);
    else if (tools.tool === 'select') selection.close();
  });
  map.getContainer().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== map.getContainer()) return;
    const found = tiles.at(map.getCenter());
    if (found) void pick(found).catch(failed);
  });
}

/** @param {ReturnType<typeof assemble>} bench */
function wireDay({ register, selection, works }) {
  const day = fieldById('day-field');
  day.value = town.day;
  day.after(inWords(day));
  day.addEventListener('change', () => {
    if (!day.value) return;
    town.day = day.value;
    const before = selection.row;
    const show = async () => {
      tiles.setDay();
      await ground.fill();
      await Promise.all([register.again(), ground.show(), works.again()]);
      // What was chosen meanwhile shows the new day already.
      if (selection.row === before) await selection.again();
    };
    void show().catch(failed);
  });
}

async function start() {
  const rows = byId('register-body');
  await comingTo(rows, session.open());
  wireSignedOut(session);
  const [others] = await comingTo(rows, Promise.all([tab.others(), ground.fill()]));
  byId('who').textContent = session.me.name;
  const bench = assemble();
  const { register, selection, editing } = bench;
  wireMap(bench);
  wireTools(town.map, notice);
  wireDay(bench);
  const finder = new Finder(town, {
    places: () => ground.places,
    show: (wanted) => void register.show(wanted),
    take: (one) => void selection.take(one, { move: true, focus: true }),
    filter: (state) => register.narrow(state),
  });
  new FindBox(fieldById('search'), byId('found'), (typed) => finder.find(typed));
  byId('map-frame').dataset.legend = 'closed';
  const first = ground.roads.find(({ subdistrict }) => subdistrict === town.subdistrict) ?? ground.roads[0];
  if (first) await register.show({ kind: 'road', name: first.code, label: first.name });
  else register.showNothing();
  if (!(await tiles.load())) notice(cannotDraw());
  tiles.onDrawn(() => legend.count(tiles.counts()));
  await Promise.all([ground.show(), editing.review.takeUp(others)]);
  document.documentElement.dataset.ready = 'tiles';
}

/** Read by tests: what is drawn can be asked of MapLibre itself. */
Object.assign(window, { townTiles: tiles });
start().catch(failed);
