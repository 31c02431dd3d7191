// A signer in a notebook cell: the player where scripts run, its filmstrip as a picture where they do not.
import { openDisplay } from "./display";
import { type FilmstripOptions, signerFilmstrip } from "./filmstrip";
import { signerHtml } from "./player";
import { PictureError, toPng } from "./png";
import { saveFigure } from "./show";

export interface ShowSignerOptions extends FilmstripOptions {
  /** Path without ending: writes the filmstrip as `.png` and `.json` */
  save?: string;
}

/**
 * Shows a clip moving, optionally beside a second one, with play, time slider, speed and turning by hand.
 * @param joints `[frames, 52, 3]`, metres, y up, the signer faces +z
 */
export async function showSigner(joints: ArrayLike<number>, options: ShowSignerOptions): Promise<void> {
  const display = openDisplay();
  const strip = signerFilmstrip(joints, options);
  if (display) {
    const png = await toPng(strip, undefined, undefined, { scale: 1.5 }).catch((error: unknown) => {
      if (error instanceof PictureError) return undefined;
      throw error;
    });
    const poster = png && `data:image/png;base64,${png.toString("base64")}`;
    display.show({
      "text/html": signerHtml(joints, { ...options, poster }),
      "text/plain": `[moving signer: ${options.title}]`,
    });
  }
  if (options.save) await saveFigure(strip, options.save);
}
