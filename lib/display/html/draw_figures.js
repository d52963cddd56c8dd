// Runs in the reader's browser, once a page: draws the figures that wait in
// `fullgradFigures`, and those that come later, as soon as plotly.js is there.
((figures) => {
  if (figures.start) return;

  function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
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
    element.style.overflow = "hidden";
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

  // The rows of a map, from the low and high bytes of its values or of their
  // differences, whose lowest bits are their signs.
  function readRows(bytes, start, form) {
    const { width, length, differs, base, unit, exponent } = form;
    const rows = [];
    let step = 0;
    for (let i = 0; i < length; i++) {
      const packed = bytes[start + i] | bytes[start + length + i] << 8;
      const read = packed >> 1 ^ -(packed & 1);
      step = differs ? (step + read) << 16 >> 16 : read;
      if (i % width === 0) rows.push([]);
      rows.at(-1).push(
        step === -32768 ? null : Number(`${(step + base) * unit}e${exponent}`),
      );
    }
    return rows;
  }

  // JSON, a line feed, and the values of the maps that the JSON lists.
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
    for (const trace of figure.data) {
      if (trace.type === "heatmap") trace.z = rows[trace.z.map];
      if (trace.type === "image") {
        trace.source = pictures[trace.source.picture];
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
