// A figure that is redrawn while something runs: training curves that grow in place below their cell.
import { openDisplay } from "./display";
import { type Figure, figureJson, figureTitle } from "./figure";
import { figureBundle, saveFigure } from "./show";

export interface LiveFigure {
  /** Shows this figure now, or soon: of several within `interval`, only the last is drawn. */
  update(figure: Figure): void;
  /** Shows the last figure with its picture, as `show` does, and saves it when `save` is a path without ending. */
  finish(options?: { save?: string }): Promise<void>;
}

/**
 * Opens a place below the running cell. Call `update` as often as convenient (a step, a log line): it costs nothing
 * between redraws. Redraws need the event loop, which training gives free between steps.
 * @param interval least time between two redraws, ms
 */
export function liveFigure({ interval = 500 }: { interval?: number } = {}): LiveFigure {
  const display = openDisplay();
  let latest: Figure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = () => {
    timer = undefined;
    drawn = Date.now();
    // without a picture: it would cost more than a training step, and only the last one is kept in the notebook
    if (latest)
      display?.show({
        "application/vnd.plotly.v1+json": JSON.parse(figureJson(latest)),
        "text/plain": `[figure: ${figureTitle(latest)}]`,
      });
  };
  return {
    update(figure) {
      latest = figure;
      if (!display || timer) return;
      const wait = drawn + interval - Date.now();
      if (wait <= 0) draw();
      else timer = setTimeout(draw, wait).unref();
    },
    async finish({ save } = {}) {
      clearTimeout(timer);
      timer = undefined;
      if (!latest) return;
      if (display) display.show(...(await figureBundle(latest)));
      if (save) await saveFigure(latest, save);
    },
  };
}
