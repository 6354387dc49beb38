// Gives a picture's pixels as places in a palette of its most frequent colours: what is rarer takes the nearest of them.
async ([picture, most]) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts].sort((one, other) => other[1] - one[1]).slice(0, most).map(([pixel]) => pixel);
  const rgb = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const apart = (one, other) => rgb(one).reduce((sum, value, i) => sum + (value - rgb(other)[i]) ** 2, 0);
  const places = new Map();
  for (const pixel of counts.keys()) {
    const distances = palette.map((colour) => apart(pixel, colour));
    places.set(pixel, distances.indexOf(Math.min(...distances)));
  }
  const letters = Array.from(pixels, (pixel) => String.fromCharCode(places.get(pixel))).join("");
  return { width, height, palette: palette.map(rgb), pixels: btoa(letters) };
};
