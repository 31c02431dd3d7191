// Files by name: what a table calls "train/a" may lie at "poses/train/a.pkl".

/** A path without its ending; folders of frames have none. */
export const stem = (path: string): string => path.replace(/\.(pkl|npy|npz|pose|txt)$/, "");
const last = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

export class MotionIndex {
  private readonly byName = new Map<string, string[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const name = last(stem(path));
      const same = this.byName.get(name);
      if (same) same.push(path);
      else this.byName.set(name, [path]);
    }
  }

  /** Paths that end in a name, which may have folders before it; only the very path where that is there. */
  named(name: string): readonly string[] {
    const same = this.byName.get(last(name)) ?? [];
    const exact = same.find((path) => stem(path) === name);
    if (exact !== undefined) return [exact];
    return name.includes("/") ? same.filter((path) => stem(path).endsWith(`/${name}`)) : same;
  }

  /** A short name for a path: its last part, where no other path ends in it. */
  idOf(path: string): string {
    const name = last(stem(path));
    return this.byName.get(name)?.length === 1 ? name : stem(path);
  }

  /**
   * Of the paths of the same name as another path, the one that shares most of the folders nearest to it.
   * @param least names that must be shared, its own counted
   */
  nearest(path: string, least: number): string | undefined {
    const folders = stem(path).split("/").reverse();
    const shared = (candidate: string): number => {
      const other = stem(candidate).split("/").reverse();
      const different = folders.findIndex((folder, i) => folder !== other[i]);
      return different < 0 ? folders.length : different;
    };
    const [best] = [...this.named(last(stem(path)))].sort((a, b) => shared(b) - shared(a));
    return best !== undefined && shared(best) >= least ? best : undefined;
  }
}
