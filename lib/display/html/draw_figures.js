// Runs in the reader's browser, once a page: draws the figures that wait in
// `fullgradFigures`, and those that come later, as soon as plotly.js is there.
((figures) => {
  if (figures.start) return;

  function unpack(packed) {
    const digits = Array.from(packed.slice(1), (char) => {
      if (char === "x") return 25;
      return char === "y" ? 57 : char.charCodeAt(0) - 35;
    });
    const view = new DataView(new ArrayBuffer(digits.length / 5 * 4));
    for (let i = 0; i < digits.length; i += 5) {
      const number = digits.slice(i, i + 5).reduce((n, d) => 85 * n + d, 0);
      view.setUint32(i / 5 * 4, number);
    }
    const bytes = new Uint8Array(view.buffer).slice(0, -packed[0] || undefined);
    const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream);
  }

  // The element may enter the page after its script has run.
  async function find(id) {
    for (let tries = 0; tries < 100; tries++) {
      const found = document.querySelectorAll(`[id="${id}"]`);
      if (found.length > 0) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return [];
  }

  // Texts have no size in a part of the page that is not shown.
  function shown(element) {
    return new Promise((resolve) => {
      const observer = new ResizeObserver(([{ contentRect }]) => {
        if (contentRect.width === 0) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(element);
    });
  }

  // A figure that is wider than its column is drawn smaller.
  function fit(element, plot, { width, height }) {
    new ResizeObserver(([{ contentRect }]) => {
      const scale = Math.min(1, contentRect.width / width);
      if (scale === 0) return;
      const shrunk = scale < 1;
      plot.style.transform = shrunk ? `scale(${scale})` : "";
      element.style.height = shrunk ? `${height * scale}px` : "";
    }).observe(element);
  }

  // Maps of one link show their values at the place of the pointer together.
  function link(plot) {
    plot.on("plotly_hover", ({ points: [{ data, x, y }] }) => {
      if (data.meta?.link === undefined) return;
      const linked = plot.data
        .map((trace, curveNumber) => ({ trace, curveNumber }))
        .filter(({ trace }) => trace.meta?.link === data.meta.link);
      figures.plotly.Fx.hover(
        plot,
        linked.map(({ curveNumber }) => ({ curveNumber, xval: x, yval: y })),
        linked.map(({ trace: { xaxis, yaxis } }) => xaxis + yaxis),
      );
    });
  }

  async function drawIn(element, { data, layout, config }) {
    await shown(element);
    if (element.dataset.state === "plotly") return;
    const still = [...element.childNodes];
    const plot = document.createElement("div");
    plot.style.transformOrigin = "0 0";
    // It keeps nothing around it from being narrower than the plot.
    Object.assign(element.style, {
      overflow: "hidden",
      display: "grid",
      gridTemplateColumns: `minmax(0, ${layout.width}px)`,
    });
    element.replaceChildren(plot);
    try {
      await figures.plotly.newPlot(plot, data, layout, config);
      element.dataset.state = "plotly";
      fit(element, plot, layout);
      link(plot);
    } catch (error) {
      element.replaceChildren(...still);
      throw error;
    }
  }

  // The rows of a map, from the low and high bytes of its values, or of their
  // differences along rows, or of those along columns; lowest bits are signs.
  function readRows(bytes, start, form) {
    const { width, length, differences, base, unit, exponent } = form;
    const steps = new Int16Array(length);
    for (let i = 0; i < length; i++) {
      const packed = bytes[start + i] | bytes[start + length + i] << 8;
      steps[i] = packed >> 1 ^ -(packed & 1);
    }
    if (differences > 1) {
      for (let i = width; i < length; i++) steps[i] += steps[i - width];
    }
    if (differences > 0) {
      for (let i = 1; i < length; i++) steps[i] += steps[i - 1];
    }
    const valueOf = (step) =>
      step === -32768 ? null : Number(`${(step + base) * unit}e${exponent}`);
    return Array.from(
      { length: length / width },
      (_, row) =>
        Array.from(steps.subarray(row * width, (row + 1) * width), valueOf),
    );
  }

  // A picture's file, from the differences of its colors to those before them:
  // a bitmap, as a canvas tells not every page what it shows.
  function readPicture(bytes, start, { width, height }) {
    const pitch = 3 * width + 3 & ~3;
    const file = new Uint8Array(54 + pitch * height);
    const head = new DataView(file.buffer);
    [
      [0, 0x4d42],
      [2, file.length],
      [10, 54],
      [14, 40],
      [18, width],
      [
        22,
        height,
      ],
      [26, 1],
      [28, 24],
    ].forEach(([at, value]) => head.setUint32(at, value, true));
    const color = [0, 0, 0];
    for (let i = 0; i < 3 * width * height; i++) {
      color[i % 3] += bytes[start + i];
      // Rows from the bottom to the top, blue first.
      const row = height - 1 - Math.floor(i / 3 / width);
      const column = Math.floor(i / 3) % width;
      file[54 + row * pitch + 3 * column + 2 - i % 3] = color[i % 3];
    }
    const text = Array.from(file, (byte) => String.fromCharCode(byte));
    return `data:image/bmp;base64,${btoa(text.join(""))}`;
  }

  // JSON, a line feed, and the maps and pictures that the JSON lists.
  function readFigure(buffer) {
    const bytes = new Uint8Array(buffer);
    const end = bytes.indexOf(10);
    const json = new TextDecoder().decode(bytes.subarray(0, end));
    const { maps, pictures, ...figure } = JSON.parse(json);
    let start = end + 1;
    const rows = maps.map((map) => {
      const read = readRows(bytes, start, map);
      start += 2 * map.length;
      return read;
    });
    const sources = pictures.map((picture) => {
      if (typeof picture === "string") return picture;
      const read = readPicture(bytes, start, picture);
      start += 3 * picture.width * picture.height;
      return read;
    });
    for (const trace of figure.data) {
      if (trace.type === "heatmap") trace.z = rows[trace.z.map];
      if (trace.type === "image") {
        trace.source = sources[trace.source.picture];
      }
    }
    return figure;
  }

  async function draw([id, packed]) {
    const buffer = await unpack(packed).arrayBuffer();
    for (const element of await find(id)) drawIn(element, readFigure(buffer));
  }

  function drawAll() {
    figures.push = draw;
    figures.splice(0).forEach(draw);
  }

  // Another plotly.js of the page keeps its name.
  async function load(fill) {
    const before = globalThis.Plotly;
    const script = document.createElement("script");
    await fill(script);
    figures.plotly = globalThis.Plotly;
    if (before) globalThis.Plotly = before;
    drawAll();
  }

  figures.start = async (packed) => {
    if (figures.plotly) return;
    const text = await unpack(packed).text();
    await load((script) => {
      script.textContent = text;
      document.head.append(script);
    });
  };

  figures.startFrom = async (src, integrity) => {
    if (figures.plotly) return;
    await load((script) =>
      new Promise((resolve, reject) => {
        Object.assign(script, { src, integrity, crossOrigin: "anonymous" });
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      })
    );
  };
})(globalThis.fullgradFigures ??= []);
