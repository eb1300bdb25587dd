// Rebuilds the vendored files of tirek/ui/static/ui from the pinned packages: `npm ci && npm run build`.
// The results are committed, so only a maintainer who changes a version or adds an icon runs this.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";

const PACKAGES = "node_modules";
const STATIC = "tirek/ui/static/ui";

const FONTS = ["cyrillic-ext", "cyrillic", "latin-ext", "latin"];

// Add a name here to use it in a template as {% icon "name" %}.
const ICONS = `
  alert-circle alert-triangle archive arrow-back-up arrow-down arrow-right arrow-up arrows-exchange ban bell
  brand-instagram brand-messenger brand-telegram brand-vk brand-whatsapp bulb calendar calendar-event chart-bar check
  checks chevron-down chevron-left chevron-right chevron-up circle circle-check circle-dot circle-x clock clock-pause
  coffee coin-off copy corner-down-left device-desktop device-mobile door-exit dots-vertical download edit eye eye-off
  file-text fingerprint folder-open folders git-fork hand-stop heart-handshake help history home hourglass inbox
  info-circle key keyboard language lifebuoy list lock lock-open login-2 logout mail map-pin message message-2-heart
  message-circle microphone minus mood-smile moon note notes paperclip pencil phone phone-call photo photo-off plant-2
  player-play plus printer refresh rosette-discount-check rotate scale school search selector send settings
  shield-check shield-heart shield-lock sticker sun template trash user user-check user-circle user-off user-plus
  user-share users users-group video volume wallet wheelchair wifi-off world x
`.trim().split(/\s+/);

const shapes = (svg) =>
  [...svg.matchAll(/<(path|circle|line|rect)\b[^>]*>/g)]
    .map(([tag]) => tag.replace(/\s+/g, " "))
    .filter((tag) => !tag.includes('stroke="none"'))
    .join("")
    .replaceAll(" />", "/>");

async function sprite() {
  const symbols = [];
  for (const name of ICONS) {
    const svg = await readFile(`${PACKAGES}/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    symbols.push(`<symbol id="i-${name}" viewBox="0 0 24 24">${shapes(svg)}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

await mkdir(`${STATIC}/fonts`, { recursive: true });
await mkdir(`${STATIC}/vendor`, { recursive: true });
for (const subset of FONTS) {
  const name = `golos-text-${subset}-wght-normal.woff2`;
  await copyFile(`${PACKAGES}/@fontsource-variable/golos-text/files/${name}`, `${STATIC}/fonts/${name}`);
}
await copyFile(`${PACKAGES}/@fontsource-variable/golos-text/LICENSE`, `${STATIC}/fonts/OFL.txt`);
await writeFile(`${STATIC}/icons.svg`, await sprite());
await copyFile(`${PACKAGES}/@tabler/icons/LICENSE`, `${STATIC}/ICONS-LICENSE.txt`);
await copyFile(`${PACKAGES}/htmx.org/dist/htmx.min.js`, `${STATIC}/vendor/htmx-2.0.11.min.js`);
await copyFile(`${PACKAGES}/htmx.org/LICENSE`, `${STATIC}/vendor/HTMX-LICENSE.txt`);
// npm writes addresses into the lock file; ours holds names, versions and hashes only.
const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
}
await writeFile("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${FONTS.length} fonts, ${ICONS.length} icons, htmx 2.0.11`);
