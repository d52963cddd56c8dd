// Runs in the reader's browser, once a page: draws the figures that wait in
// `fullgradFigures`, and those that come later, as soon as plotly.js is there.
((figures) => {
  if (figures.start) return;

  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).text();
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

  async function drawIn(element, { data, layout, config }) {
    await shown(element);
    if (element.dataset.state === "plotly") return;
    const still = [...element.childNodes];
    const plot = document.createElement("div");
    element.replaceChildren(plot);
    try {
      await figures.plotly.newPlot(plot, data, layout, config);
      element.dataset.state = "plotly";
    } catch (error) {
      element.replaceChildren(...still);
      throw error;
    }
  }

  // A map that is drawn again is in the figure once.
  function figureOf(json) {
    const figure = JSON.parse(json);
    for (const trace of figure.data) {
      if (trace.zOf !== undefined) trace.z = figure.data[trace.zOf].z;
    }
    return figure;
  }

  async function draw([id, packed]) {
    const json = await unpack(packed);
    for (const element of await find(id)) drawIn(element, figureOf(json));
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
    const text = await unpack(packed);
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
