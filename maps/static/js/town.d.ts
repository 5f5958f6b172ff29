/** What the page's data file says (maps/public_map.py), and the map that folium made. */
interface LegendLook {
  name: string;
  label: string;
  values: string[];
  fill: string;
  line: string;
  pattern: string;
  dash: string;
  icon: string;
  from: number | null;
}

interface LegendGroup {
  name: string;
  label: string;
  shape: string;
  attribute: string;
  fromZoom: number;
  looks: LegendLook[];
}

interface FactColumn {
  name: string;
  label: string;
  kind: 'text' | 'integer' | 'decimal' | 'boolean' | 'date';
  unit: string;
  digits: number;
  choices?: Record<string, string>;
  codes?: string;
  refers?: string;
}

interface Town {
  map: import('leaflet').Map;
  language: 'vi' | 'en';
  base: string;
  day: string;
  /** Whether days are told by the ends of months, as the public's are. */
  monthly: boolean;
  /** The public's map and the hand-out: a day after it is not said. */
  today: string;
  subdistrict: string;
  srid: number;
  bounds: [number, number, number, number];
  parcelNumbers: boolean;
  styles: { light: string; dark: string };
  scripts: string[];
  worker: string;
  icons: string;
  projectKinds: string[];
  legend: LegendGroup[];
  facts: Record<string, { title: string; columns: FactColumn[] }>;
  landUses: Record<string, string>;
  words: Record<string, string>;
  /** The workbench's alone: the course of donations, with who may make which move. */
  course: {
    states: string[];
    labels: Record<string, string>;
    moves: Record<string, { to: string; right: string }[]>;
    papers: Record<string, string>;
    rights: Record<string, string>;
  };
  /** The workbench's alone: the legal steps of site clearance with their papers, and the kinds of obstacles. */
  clearance: {
    steps: { number: number; label: string; after: number[]; papers: string[]; ofProject: boolean }[];
    papers: Record<string, string>;
    obstacles: Record<string, string>;
  };
  /** The workbench's alone: icons of projects by their kind. */
  projectIcons: Record<string, string>;
  /** The workbench's alone: script and style of what draws and edits shapes. */
  editing: [string, string];
  /** The workbench's alone: the project's zone of VN-2000. */
  zone: import('./vn2000.js').Zone;
  /** The workbench's alone: how far a paper's area may be from the measured one. */
  tolerance: { share: number; least: number };
  /** The phone page's alone: visits, what they move, and where its service worker is. */
  visiting: {
    left: string[];
    labels: Record<string, string>;
    results: { name: string; label: string; icon: string; decides: boolean }[];
    entered: Record<string, Record<string, string[] | null>>;
    worker: string;
    scope: string;
  };
  /** The chair's page alone: labels of states, of papers, and of what a change is of. */
  stateLabels: Record<string, string>;
  papers: Record<string, string>;
  changedWhat: Record<string, string>;
  /** What a page of the office proves with that it asks for who has signed in. */
  csrf?: string | undefined;
  /** Number of the last change that this page made: tiles are not older. */
  change?: number;
}

declare const town: Town;
/** What the phone page's service worker keeps (maps/field_app.py). */
declare const fieldFiles: { page: string; version: string; files: string[] };
declare const maplibregl: typeof import('maplibre-gl');

/** The binding of MapLibre to Leaflet adds this when it is loaded. */
type GlLayer = import('leaflet').Layer & { getMaplibreMap(): import('maplibre-gl').Map };

interface LeafletWithGl {
  maplibreGL(options: object): GlLayer;
}
