/** Leaflet's canvas, made able to draw a line inside of a shape alone. */

/** @typedef {import('leaflet').PathOptions & { band?: boolean }} Options `band` draws the line inside of a shape alone */

export const BandedCanvas = /** @type {new (options: import('leaflet').RendererOptions) => import('leaflet').Renderer} */ (
  /** @type {unknown} */ (
    L.Canvas.extend({
      /** @param {CanvasRenderingContext2D} context @param {import('leaflet').Path} path */
      _fillStroke(context, path) {
        const banded = /** @type {Options} */ (path.options).band;
        if (banded) {
          context.save();
          context.clip('evenodd');
        }
        /** @type {any} */ (L.Canvas.prototype)._fillStroke.call(this, context, path);
        if (banded) context.restore();
      },
    })
  )
);
