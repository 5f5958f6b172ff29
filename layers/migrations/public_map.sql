-- All that a request without a session can read. Views run with their owner's rights; the role has no others.
CREATE VIEW public_map.donations AS
SELECT id, fid, valid, seg_code, side, from_m, to_m, state, geom, display FROM derived.donation_cells;

CREATE VIEW public_map.parcel_blocks AS SELECT id, ground, valid, display FROM derived.parcel_blocks;

CREATE VIEW public_map.latest_change AS SELECT coalesce(max(number), 0) AS number FROM layers.changes;

CREATE VIEW public_map.settings AS SELECT name, value FROM office.settings WHERE public;

CREATE VIEW public_map.units AS SELECT code, valid, label_vi, label_en FROM reference.units;
CREATE VIEW public_map.land_uses AS SELECT code, valid, label_vi, label_en, ground FROM reference.land_uses;
CREATE VIEW public_map.road_classes AS SELECT code, valid, label_vi, label_en, rank FROM reference.road_classes;
