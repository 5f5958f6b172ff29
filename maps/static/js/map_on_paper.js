/** A map on paper: what WebGL has drawn is gone by the time a page is printed; a copy of it is not. */

/**
 * Have a copy of a map's picture stand in its place while the page is printed.
 * @param {import('maplibre-gl').Map} gl
 * @param {() => void} [lighten] has the map in the colours of paper when it is drawn the next time
 */
export function onPaper(gl, lighten = () => undefined) {
  const drawn = gl.getCanvas();
  const copy = document.createElement('canvas');
  copy.className = 'map-on-paper';
  copy.setAttribute('aria-hidden', 'true');
  // Before anything else is changed for the paper: another style would not be drawn in time.
  addEventListener('beforeprint', () => {
    lighten();
    gl.redraw();
    copy.width = drawn.width;
    copy.height = drawn.height;
    copy.getContext('2d')?.drawImage(drawn, 0, 0);
    drawn.after(copy);
  }, { capture: true });
  addEventListener('afterprint', () => copy.remove());
}
