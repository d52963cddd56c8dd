// A narrow screen begins with the menu closed.
if (matchMedia("(max-width: 800px)").matches) {
  document.querySelector(".menu").open = false;
} else {
  // The menu is longer than a screen.
  const here = document.querySelector(".menu [aria-current]");
  if (here) {
    const menu = document.querySelector(".menu");
    menu.scrollTop = here.offsetTop - menu.offsetTop - menu.clientHeight / 2;
  }
}

/** Loads a script once. */
function load(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = path;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

// A figure that can be moved takes the place of its still picture.
const waiting = new Map();
globalThis.showFigure = (name, { data, layout, config }) => {
  const place = waiting.get(name);
  place.replaceChildren();
  globalThis.Plotly.newPlot(place, data, layout, config);
};
for (const button of document.querySelectorAll("button[data-figure]")) {
  button.addEventListener("click", async () => {
    const { figure, library } = button.dataset;
    button.disabled = true;
    if (globalThis.Plotly === undefined) await load(library);
    waiting.set(figure.split("/").at(-1), button.parentElement);
    await load(figure);
  });
}
