// The browser's side of the player, as source text: it is sent inside a page and never runs in Node.

/** `function(root, scene)`: unpacks the motion, draws it on a canvas, and answers mouse, touch and keyboard. */
export const PLAYER_SCRIPT = `async function (root, scene) {
  if (!root || typeof DecompressionStream === "undefined") return;
  const width = scene.points * 3;
  const clips = await Promise.all(scene.motion.map(unpack));
  const stage = root.querySelector("[data-stage]");
  stage.innerHTML =
    '<canvas tabindex="0" style="display:block;width:100%;cursor:grab;touch-action:pan-y;outline-offset:-2px" ' +
    'aria-label="moving signer; space plays, arrow keys step, drag turns"></canvas>' +
    '<div style="display:flex;align-items:center;gap:10px;padding:6px 14px 12px">' +
    '<button type="button" style="width:38px;height:30px;font-size:14px;cursor:pointer"></button>' +
    '<input type="range" min="0" step="any" aria-label="time" style="flex:1;min-width:60px">' +
    '<span style="min-width:92px;text-align:right;font-size:13px;font-variant-numeric:tabular-nums"></span>' +
    '<select aria-label="speed" style="height:28px">' +
    [0.25, 0.5, 1, 2].map((s) => '<option value="' + s + '"' + (s === 1 ? " selected" : "") + ">" + s + "×</option>").join("") +
    "</select></div>";
  const canvas = stage.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const [button, slider, clock, speed] = ["button", "input", "span", "select"].map((tag) => stage.querySelector(tag));
  const last = scene.frames - 1;
  // pixels: the field of an enlarged hand beside a signer, and the width from which it stands there, not below
  const handField = 230, wideField = 700;
  const handBelow = (wide) => Math.min(160, 0.47 * wide);
  slider.max = last;
  let frame = 0, yaw = 0, pitch = 0, then = 0, visible = false, running = false;
  let playing = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  async function unpack(text) {
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const motion = new Int16Array(scene.frames * width);
    for (let i = 0; i < motion.length; i++) {
      motion[i] = (i < width ? 0 : motion[i - width]) + (bytes[i] | (bytes[motion.length + i] << 8));
    }
    return motion;
  }

  /** Points of one signer at the current time, turned, in metres around the middle of the box. */
  function pose(motion) {
    const a = Math.floor(frame), b = Math.min(a + 1, last), t = frame - a;
    const middle = scene.low.map((low, k) => (low + scene.high[k]) / 2);
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
    const points = [];
    for (let p = 0; p < scene.points; p++) {
      const [x, y, z] = [0, 1, 2].map((k) => {
        const i = p * 3 + k;
        return ((1 - t) * motion[a * width + i] + t * motion[b * width + i]) / 1000 - middle[k];
      });
      const [x1, z1] = [cy * x + sy * z, cy * z - sy * x];
      const [y1, z2] = [cp * y - sp * z1, sp * y + cp * z1];
      const nearer = 2.6 / (2.6 - z2);
      points.push([x1 * nearer, y1 * nearer, z2]);
    }
    return points;
  }

  function line(points, path, color, thick) {
    pen.beginPath();
    path.forEach((p, i) => (i ? pen.lineTo(points[p][0], points[p][1]) : pen.moveTo(points[p][0], points[p][1])));
    pen.strokeStyle = color;
    pen.lineWidth = thick;
    pen.stroke();
  }
  function fill(points, path, color) {
    pen.beginPath();
    path.forEach((p, i) => (i ? pen.lineTo(points[p][0], points[p][1]) : pen.moveTo(points[p][0], points[p][1])));
    pen.closePath();
    pen.fillStyle = color;
    pen.fill();
  }

  /** One signer in a field of wide × high pixels whose hands stand enlarged beside it, or below where it is narrow. */
  function drawSigner(motion, left, wide, high) {
    const aside = wide >= wideField;
    const field = aside ? wide - 2 * handField : wide;
    const scale = Math.min(field / (scene.high[0] - scene.low[0]), high / (scene.high[1] - scene.low[1])) * 0.92;
    const points = pose(motion).map(([x, y, z]) => [left + wide / 2 + x * scale, high / 2 - y * scale, z]);
    const depth = (path) => path.reduce((sum, p) => sum + points[p][2], 0) / path.length;
    const thick = Math.max(1, scale / 160);
    const [body, ...hands] = scene.parts;
    const things = [];
    things.push([depth(scene.torso), () => fill(points, scene.torso, body.color + "26")]);
    for (const path of body.lines) things.push([depth(path), () => line(points, path, body.color, 2.2 * thick)]);
    const [head, halfWidth, halfHeight] = scene.head;
    things.push([points[head][2], () => {
      pen.beginPath();
      pen.ellipse(points[head][0], points[head][1], halfWidth * scale, halfHeight * scale, 0, 0, 7);
      pen.fillStyle = "#E3E7EC";
      pen.fill();
      pen.strokeStyle = body.color;
      pen.lineWidth = 1.4 * thick;
      pen.stroke();
    }]);
    for (const hand of hands) things.push(...handThings(hand, points, scene.finger * scale));
    inOrder(things);
    // each hand once more, enlarged around its middle knuckle, on its own side as the viewer sees it
    hands.forEach((hand, i) => {
      const side = i === 0 ? 1 : -1;
      const size = aside ? handField : handBelow(wide);
      const x = left + wide / 2 + side * (aside ? (wide - size) / 2 - 10 : Math.min(wide * 0.245, 130));
      const y = aside ? high / 2 : high + size / 2;
      pen.beginPath();
      pen.roundRect(x - size / 2, y - size / 2, size, size, 10);
      pen.fillStyle = "#F6F7F9";
      pen.fill();
      pen.save();
      pen.clip();
      const factor = size / (0.25 * scale);
      const [middleX, middleY] = points[hand.lines[1][1]];
      const near = points.map((p) => [x + (p[0] - middleX) * factor, y + (p[1] - middleY) * factor, p[2]]);
      const arm = [hand.palm[0] - 2, hand.palm[0]];
      const armDepth = 0.7 * near[arm[1]][2] + 0.3 * near[arm[0]][2];
      const thickArm = 2.4 * scene.finger * factor * scale;
      inOrder([
        [armDepth, () => (line(near, arm, body.color, thickArm), line(near, arm, "#DDE1E6", thickArm - 3))],
        ...handThings(hand, near, scene.finger * factor * scale),
      ]);
      pen.restore();
    });
  }
  /** What a hand is drawn of, each with its depth: a palm, and finger bones as thick as they are; the palm's side paler. */
  function handThings(hand, points, thick) {
    const edge = Math.max(1, thick / 9);
    const [wrist, , index, , , little] = hand.palm.map((p) => points[p]);
    const across = [0, 1].map((k) => [index[k] - wrist[k], little[k] - wrist[k]]);
    // sine between wrist → index and wrist → little finger as seen: its sign says which side is seen
    const area = across[0][0] * across[1][1] - across[0][1] * across[1][0];
    const turned = area / (Math.hypot(across[0][0], across[1][0]) * Math.hypot(across[0][1], across[1][1]) || 1);
    const palmSeen = Math.max(-1, Math.min(1, (hand === scene.parts[1] ? 1 : -1) * 2.5 * turned));
    const color = hand.tones[Math.round((palmSeen + 1) / 2 * (hand.tones.length - 1))];
    const things = hand.lines.slice(0, 5).flatMap((path) => path.slice(2).map((end, i) => {
      const bone = [path[i + 1], end];
      return [(points[bone[0]][2] + points[end][2]) / 2, () => {
        line(points, bone, hand.rim, thick);
        line(points, bone, color, thick - 2 * edge);
      }];
    }));
    const outline = [...hand.palm, hand.palm[0]];
    const middle = points[hand.palm[3]];
    const heel = [wrist, [0, 1].map((k) => (wrist[k] + middle[k]) / 2)];
    return [...things, [hand.palm.reduce((sum, p) => sum + points[p][2], 0) / hand.palm.length, () => {
      line(points, outline, hand.rim, thick);
      line(heel, [0, 1], hand.rim, 1.8 * thick);
      fill(points, hand.palm, color);
      line(points, outline, color, thick - 2 * edge);
      line(heel, [0, 1], color, 1.8 * thick - 2 * edge);
    }]];
  }
  /** The farthest first. */
  function inOrder(things) {
    things.sort((a, b) => a[0] - b[0]).forEach(([, draw]) => draw());
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    const wide = canvas.clientWidth || 600;
    const each = wide / clips.length;
    const high = Math.min(420, each * Math.min(1.1, (scene.high[1] - scene.low[1]) / (scene.high[0] - scene.low[0])));
    const foot = scene.segments.length ? 30 : 8;
    const whole = high + (each >= wideField ? 0 : handBelow(each)) + foot;
    canvas.style.height = whole + "px";
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(whole * ratio)) {
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(whole * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, wide, whole);
    pen.lineCap = pen.lineJoin = "round";
    clips.forEach((motion, i) => drawSigner(motion, i * each, each, high));
    pen.fillStyle = "#66717F";
    pen.font = "13px Lato, Arial, sans-serif";
    pen.textAlign = "left";
    scene.names.forEach((name, i) => pen.fillText(name, i * each + 14, 18));
    const now = scene.segments.find(([, start, end]) => frame >= start && frame < end);
    pen.textAlign = "center";
    pen.font = "bold 17px Lato, Arial, sans-serif";
    if (now) pen.fillText(now[0], wide / 2, whole - 11);
    slider.value = frame;
    button.textContent = playing ? "❚❚" : "▶";
    button.setAttribute("aria-label", playing ? "pause" : "play");
    clock.textContent = (frame / scene.fps).toFixed(2) + " / " + (last / scene.fps).toFixed(2) + " s";
  }

  function tick(time) {
    // off screen, or taken out of the page by a notebook that shows only what is in view
    running = visible && root.isConnected;
    if (!running) return;
    if (playing && last > 0) {
      frame += then ? ((time - then) / 1000) * scene.fps * Number(speed.value) : 0;
      if (frame >= last) frame = frame >= last + scene.fps * 0.4 ? 0 : frame;
      const shown = frame;
      frame = Math.min(frame, last);
      draw();
      frame = shown;
    }
    then = time;
    requestAnimationFrame(tick);
  }
  function still(at) {
    playing = false;
    frame = Math.max(0, Math.min(last, at));
    draw();
  }
  function toggle() {
    playing = !playing;
    frame = Math.min(frame, last);
    if (playing && frame === last) frame = 0;
    draw();
  }
  button.onclick = toggle;
  slider.oninput = () => still(Number(slider.value));
  canvas.onkeydown = (event) => {
    if (event.key === " ") toggle();
    else if (event.key === "ArrowRight") still(Math.floor(frame) + 1);
    else if (event.key === "ArrowLeft") still(Math.ceil(frame) - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.style.cursor = "grabbing";
  };
  canvas.onpointermove = (event) => {
    if (!event.buttons) return;
    yaw += event.movementX / 120;
    pitch = Math.max(-1.3, Math.min(1.3, pitch + event.movementY / 160));
    draw();
  };
  canvas.onpointerup = () => (canvas.style.cursor = "grab");
  canvas.ondblclick = () => {
    yaw = pitch = 0;
    draw();
  };
  window.addEventListener("resize", () => root.isConnected && draw());
  draw();
  new IntersectionObserver((changes) => {
    visible = changes[changes.length - 1].isIntersecting;
    if (!visible || running) return;
    running = true;
    then = 0;
    requestAnimationFrame(tick);
  }).observe(canvas);
}`;
