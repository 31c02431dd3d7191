// `npm run lab [-- arguments of jupyter lab]`: JupyterLab on the notebooks, with the TypeScript kernel ready.
// Its configuration, workspaces and run-time files lie in .venv, so the user's own Jupyter stays as it is.
import { spawn } from "node:child_process";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, VENV, venvPython } from "./paths.mjs";
import { pythonEnvironment } from "./processes.mjs";

/** The arguments of `python`; the user's come last and so have the last word. */
export function labArguments(userArguments, { root = ROOT, superuser = process.getuid?.() === 0 } = {}) {
  return [
    ...["-m", "jupyterlab", `--ServerApp.root_dir=${root}`, "--LabApp.default_url=/lab/tree/notebooks"],
    ...["--KernelSpecManager.ensure_native_kernel=False", "--MultiKernelManager.default_kernel_name=tslab"],
    // tslab completes and explains by itself; the search for language servers would run npm in the user's home.
    "--LanguageServerManager.autodetect=False",
    // In a container everyone is root; Jupyter refuses that unless told.
    ...(superuser ? ["--allow-root"] : []),
    ...userArguments,
  ];
}

/** Where Jupyter keeps its things. */
export function labEnvironment(folder = join(VENV, "var/jupyter")) {
  const folders = {
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
    IPYTHONDIR: join(folder, "ipython"),
  };
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  return { ...pythonEnvironment(), ...folders, JUPYTER_PREFER_ENV_PATH: "1" };
}

function openLab() {
  const options = { cwd: ROOT, env: labEnvironment(), stdio: "inherit" };
  const child = spawn(venvPython, labArguments(process.argv.slice(2)), options);
  // Ctrl-C reaches JupyterLab too, which asks before it ends; this process only waits for it.
  for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`JupyterLab could not be started (${error.message}); run \`npm run setup\`.`);
    process.exitCode = 1;
  });
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) openLab();
