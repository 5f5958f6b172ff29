/** Patterns, badges and squares of the map, drawn on a canvas from the style table's drawings. */

/**
 * @typedef {object} Drawing
 * @property {'hatch' | 'dots' | 'cross' | 'badge' | 'square' | 'pill' | 'rule'} form
 * @property {number} size px
 * @property {string} fill
 * @property {string} line
 * @property {string} [ink]
 * @property {string} [lower]
 * @property {number[]} [dash]
 * @property {string} [path] an icon's outline in a box of 256
 * @property {[[number, number], [number, number]]} [stretch] what is stretched across and down, px
 * @property {[number, number, number, number]} [content] where text stands, px
 */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @param {Context} context
 * @param {Drawing} drawing
 */
function pattern(context, { form, size, fill, line }) {
  context.fillStyle = fill;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = line;
  context.fillStyle = line;
  context.lineWidth = form === 'hatch' ? 1.5 : 0.9;
  if (form === 'dots') {
    for (const [x, y] of [[2, 2], [6, 6]]) {
      context.beginPath();
      context.arc(x ?? 0, y ?? 0, 0.9, 0, 2 * Math.PI);
      context.fill();
    }
    return;
  }
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
    if (form === 'cross') {
      context.moveTo(shift - 1, -1);
      context.lineTo(shift + size + 1, size + 1);
    }
  }
  context.stroke();
}

/**
 * @param {Context} context
 * @param {Drawing} drawing
 * @param {number} side px
 */
function icon(context, { size, ink = '', path = '' }, side) {
  context.save();
  context.translate((size - side) / 2, (size - side) / 2);
  context.scale(side / 256, side / 256);
  context.fillStyle = ink;
  context.fill(new Path2D(path));
  context.restore();
}

/**
 * @param {Context} context
 * @param {Drawing} drawing
 */
function badge(context, drawing) {
  const { size, fill, line } = drawing;
  context.beginPath();
  context.arc(size / 2, size / 2, size / 2 - 0.75, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke();
  icon(context, drawing, size * 0.64);
}

/**
 * @param {Context} context
 * @param {Drawing} drawing
 */
function square(context, drawing) {
  const { size, fill, line, lower, dash = [] } = drawing;
  context.beginPath();
  context.roundRect(1, 1, size - 2, size - 2, 5);
  context.fillStyle = fill;
  context.fill();
  if (lower) {
    context.save();
    context.clip();
    context.fillStyle = lower;
    context.fillRect(0, (size * 2) / 3, size, size);
    context.restore();
  }
  context.setLineDash(dash);
  context.strokeStyle = line;
  context.lineWidth = 1.8;
  context.stroke();
  icon(context, drawing, size * 0.66);
}

/**
 * A box, and on its left two triangles tip to tip.
 * @param {Context} context
 * @param {Drawing} drawing
 */
function pill(context, { size, fill, line, ink = '' }) {
  context.scale(size / 28, size / 28);
  context.beginPath();
  context.roundRect(0.75, 0.75, 26.5, 26.5, 4);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = line;
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  for (const way of [-1, 1]) {
    context.moveTo(12, 14);
    context.lineTo(7, 14 + way * 6);
    context.lineTo(17, 14 + way * 6);
    context.closePath();
  }
  context.fillStyle = ink;
  context.fill();
}

/**
 * A thin line across.
 * @param {Context} context
 * @param {Drawing} drawing
 */
function rule(context, { size, line }) {
  context.fillStyle = line;
  context.fillRect(0, size / 2 - 0.5, size, 1);
}

/**
 * How MapLibre stretches an image, in its pixels.
 * @param {Drawing} drawing
 * @param {number} density
 * @returns {Partial<import('maplibre-gl').StyleImageMetadata>}
 */
function stretching({ stretch, content }, density) {
  if (!stretch || !content) return {};
  const [across, down] = stretch.map((part) => /** @type {[number, number]} */ (part.map((px) => px * density)));
  const inside = /** @type {[number, number, number, number]} */ (content.map((px) => px * density));
  return { stretchX: across ? [across] : [], stretchY: down ? [down] : [], content: inside };
}

/**
 * Draw one image at the screen's density.
 * @param {Drawing} drawing
 * @param {number} density pixels of the screen in a CSS pixel
 * @returns {ImageData}
 */
export function draw(drawing, density) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(drawing.size * density);
  // Drawn to be read: a graphics card's canvas would have the page wait for each.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return new ImageData(1, 1);
  context.scale(density, density);
  if (drawing.form === 'badge') badge(context, drawing);
  else if (drawing.form === 'square') square(context, drawing);
  else if (drawing.form === 'pill') pill(context, drawing);
  else if (drawing.form === 'rule') rule(context, drawing);
  else pattern(context, drawing);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * Give a map an image, if it has none of that name.
 * @param {import('maplibre-gl').Map} map
 * @param {string} name
 * @param {Drawing} drawing
 */
export function addImage(map, name, drawing) {
  const density = Math.max(2, Math.ceil(devicePixelRatio));
  if (!map.hasImage(name)) map.addImage(name, draw(drawing, density), { pixelRatio: density, ...stretching(drawing, density) });
}

/**
 * Draw an image of a map anew, and have the tiles that use it laid out anew: put in the place of the old one in textures
 * that are there, a hatch runs to and fro.
 * @param {import('maplibre-gl').Map} map
 * @param {string} name
 * @param {Drawing} drawing
 */
export function redrawImage(map, name, drawing) {
  map.removeImage(name);
  addImage(map, name, drawing);
}

/**
 * Put an image in the place of the old one, for the picture that is drawn next: on paper there is no time for more.
 * @param {import('maplibre-gl').Map} map
 * @param {string} name
 * @param {Drawing} drawing
 */
export function overdrawImage(map, name, drawing) {
  map.updateImage(name, draw(drawing, map.getImage(name)?.pixelRatio ?? 1));
}
