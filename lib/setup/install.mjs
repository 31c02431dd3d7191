// Sets the repository up: `npm run setup`, and before `npm start`, `npm test`, `npm run lab`.
// Uses nothing but Node itself, because it runs before there are packages. With all in place it takes a moment.
// --check prints what is there instead and exits 1 when something is missing.
const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(
    `Node.js 20 or newer is needed, this is ${process.versions.node} (Debian/Ubuntu: sudo apt install nodejs npm · Fedora: sudo dnf install nodejs npm · macOS: brew install node, or a newer one from your version manager)`,
  );
  process.exit(1);
}

const { SetupError } = await import("./errors.mjs");
try {
  if (process.argv.includes("--check")) {
    const { check } = await import("./check.mjs");
    process.exitCode = (await check()) ? 0 : 1;
  } else {
    const { setUp } = await import("./setUp.mjs");
    await setUp();
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
