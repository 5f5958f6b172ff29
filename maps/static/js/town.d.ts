/** What the page's data file says (maps/public_map.py), and the map that folium made. */
interface LegendLook {
  name: string;
  label: string;
  values: string[];
  fill: string;
  line: string;
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
  subdistrict: string;
  srid: number;
  bounds: [number, number, number, number];
  parcelNumbers: boolean;
  styles: { light: string; dark: string };
  scripts: string[];
  worker: string;
  later: string[];
  icons: string;
  projectKinds: string[];
  legend: LegendGroup[];
  facts: Record<string, { title: string; columns: FactColumn[] }>;
  landUses: Record<string, string>;
  words: Record<string, string>;
}

declare const town: Town;
declare const maplibregl: typeof import('maplibre-gl');

/** The binding of MapLibre to Leaflet adds this when it is loaded. */
type GlLayer = import('leaflet').Layer & { getMaplibreMap(): import('maplibre-gl').Map };

interface LeafletWithGl {
  maplibreGL(options: object): GlLayer;
}
