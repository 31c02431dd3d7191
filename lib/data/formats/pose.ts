// Reader of `.pose` files (the pose-format project's binary keypoints, versions 0.0, 0.1 and 0.2), little endian:
// header of named components, then points [frames, people, points, dimensions] and confidences.

import { FormatError, UserError } from "../../errors";
import { readBytes } from "./fileBytes";

/** A group of points, e.g. `LEFT_HAND_LANDMARKS`. */
export interface PoseComponent {
  name: string;
  /** A letter a number: `XYZC` is x, y, z and confidence. */
  format: string;
  points: string[];
  /** Pairs of points within the component that are joined by a line. */
  limbs: [from: number, to: number][];
  /** Red, green, blue of limbs. */
  colors: [red: number, green: number, blue: number][];
  /** Where the component's points begin among all points. */
  offset: number;
}

export interface PoseRecording {
  /** 0, 0.1 or 0.2 */
  version: number;
  /** Canvas, pixels */
  width: number;
  height: number;
  depth: number;
  components: PoseComponent[];
  fps: number;
  frames: number;
  people: number;
  /** Points of one person over all components. */
  points: number;
  /** Coordinates of a point: 2 or 3. */
  dimensions: number;
  /** `[frames, people, points, dimensions]`, in the units of the estimator (MediaPipe: pixels, world landmarks metres). */
  data: Float32Array;
  /** `[frames, people, points]`, 0 where the point was not seen. */
  confidence: Float32Array;
}

/**
 * Reads a `.pose` file.
 * @throws UserError when it cannot be opened, FormatError when it is not a whole `.pose` file
 */
export function readPoseFile(path: string): PoseRecording {
  return parsePose(readBytes(path), path);
}

/**
 * Parses the bytes of a `.pose` file. Every count is held against the bytes that are left before memory is taken.
 *
 * @param file name for error messages
 * @throws FormatError with the byte offset
 */
export function parsePose(bytes: Uint8Array, file: string): PoseRecording {
  const reader = new Reader(bytes, file);
  const version = Math.round(reader.float("version") * 1000) / 1000;
  if (version !== 0 && version !== 0.1 && version !== 0.2) {
    throw reader.fault(0, `version ${version} is not a .pose version this reader knows (0, 0.1, 0.2)`);
  }
  const width = reader.uint16("width");
  const height = reader.uint16("height");
  const depth = reader.uint16("depth");
  const components = readComponents(reader);
  const points = components.reduce((sum, component) => sum + component.points.length, 0);
  const dimensions = Math.max(...components.map((component) => component.format.length)) - 1;
  const body = { version, width, height, depth, components, points, dimensions };
  if (version === 0) return { ...body, ...readFramewise(reader, components, points, dimensions) };

  const rateAt = reader.at;
  const fps = version === 0.1 ? reader.uint16("frame rate") : reader.float("frame rate");
  if (!(fps > 0 && fps <= 10000)) throw reader.fault(rateAt, `a frame rate of ${fps} makes no sense`);
  const framesAt = reader.at;
  const stated = version === 0.1 ? reader.uint16("number of frames") : reader.uint32("number of frames");
  const people = reader.uint16("number of people");
  const frameBytes = people * points * (dimensions + 1) * 4;
  let frames = stated;
  if (version === 0.1 && frameBytes > 0) {
    // 16 bits hold the count modulo 65,536: the length of the file tells the rest
    frames = Math.floor(reader.left / frameBytes);
    if (frames % 65536 !== stated) {
      throw reader.fault(framesAt, `${stated} frames are stated, but the file holds ${frames}: it is cut or damaged`);
    }
  }
  if (frames * frameBytes !== reader.left) {
    throw reader.fault(
      framesAt,
      `${frames} frames of ${people} people and ${points} points take ${frames * frameBytes} bytes, but ${reader.left} follow: the file is cut or damaged`,
    );
  }
  if (frameBytes === 0) frames = 0;
  const data = reader.floats(frames * people * points * dimensions);
  const confidence = reader.floats(frames * people * points);
  return { ...body, fps, frames, people, data, confidence };
}

/** The component of that name. @throws UserError naming those that are there */
export function poseComponent(recording: PoseRecording, name: string): PoseComponent {
  const found = recording.components.find((component) => component.name === name);
  if (found) return found;
  const names = recording.components.map((component) => component.name).join(", ");
  throw new UserError(`The recording has no component ${name}; it has ${names}.`);
}

function readComponents(reader: Reader): PoseComponent[] {
  const countAt = reader.at;
  const count = reader.uint16("number of components");
  if (count === 0) throw reader.fault(countAt, "no components: there is nothing to read");
  const components: PoseComponent[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const name = reader.text("component name");
    const formatAt = reader.at;
    const format = reader.text("point format");
    if (!/^[A-Z]{1,8}C$/.test(format)) {
      throw reader.fault(
        formatAt,
        `point format "${format}" is not a few letters that end in C (confidence), such as XYZC`,
      );
    }
    const pointCount = reader.uint16("number of points");
    const limbCount = reader.uint16("number of limbs");
    const colorCount = reader.uint16("number of colours");
    const points: string[] = [];
    for (let p = 0; p < pointCount; p++) points.push(reader.text("point name"));
    const limbs: [number, number][] = [];
    for (let l = 0; l < limbCount; l++) limbs.push([reader.uint16("limb"), reader.uint16("limb")]);
    const colors: [number, number, number][] = [];
    for (let c = 0; c < colorCount; c++) {
      colors.push([reader.uint16("colour"), reader.uint16("colour"), reader.uint16("colour")]);
    }
    components.push({ name, format, points, limbs, colors, offset });
    offset += pointCount;
  }
  return components;
}

/** Version 0.0 states the people of each frame anew; the first one is read, frames without anyone stay zero. */
function readFramewise(reader: Reader, components: PoseComponent[], points: number, dimensions: number) {
  if (components.some((component) => component.format.length !== dimensions + 1)) {
    throw reader.fault(reader.at, "components of different dimensions cannot be read together");
  }
  const rateAt = reader.at;
  const fps = reader.uint16("frame rate");
  if (fps === 0) throw reader.fault(rateAt, "a frame rate of 0 makes no sense");
  const framesAt = reader.at;
  const frames = reader.uint16("number of frames");
  const size = frames * points * (dimensions + 1) * 4;
  // a frame without people is two bytes long, so that few bytes could ask for much memory
  if (size > Math.max(2 ** 26, 8 * reader.left)) {
    throw reader.fault(
      framesAt,
      `${frames} frames of ${points} points cannot be in the ${reader.left} bytes that follow`,
    );
  }
  const data = new Float32Array(frames * points * dimensions);
  const confidence = new Float32Array(frames * points);
  const personBytes = 2 + points * (dimensions + 1) * 4;
  for (let frame = 0; frame < frames; frame++) {
    const people = reader.uint16("number of people");
    if (people * personBytes > reader.left) {
      throw reader.fault(
        reader.at - 2,
        `${people} people in frame ${frame} do not fit into the ${reader.left} bytes left`,
      );
    }
    for (let person = 0; person < people; person++) {
      if (person > 0) {
        reader.skip(personBytes);
        continue;
      }
      reader.skip(2);
      const values = reader.floats(points * (dimensions + 1));
      for (let point = 0; point < points; point++) {
        const from = point * (dimensions + 1);
        data.set(values.subarray(from, from + dimensions), (frame * points + point) * dimensions);
        confidence[frame * points + point] = values[from + dimensions];
      }
    }
  }
  if (reader.left > 0) throw reader.fault(reader.at, `${reader.left} bytes follow the last frame`);
  return { fps, frames, people: 1, data, confidence };
}

class Reader {
  at = 0;
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.view.byteLength - this.at;
  }

  fault(at: number, problem: string): FormatError {
    return new FormatError(this.file, `byte ${at}`, problem);
  }

  skip(count: number): void {
    this.at += count;
  }

  uint16(what: string): number {
    this.need(2, what);
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  uint32(what: string): number {
    this.need(4, what);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  float(what: string): number {
    this.need(4, what);
    this.at += 4;
    return this.view.getFloat32(this.at - 4, true);
  }

  /** Length in 16 bits, then UTF-8. */
  text(what: string): string {
    const length = this.uint16(what);
    this.need(length, what);
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, length);
    this.at += length;
    try {
      return UTF8.decode(bytes);
    } catch {
      throw this.fault(this.at - length, `the ${what} is not UTF-8 text`);
    }
  }

  floats(count: number): Float32Array {
    this.need(count * 4, "numbers");
    const start = this.view.byteOffset + this.at;
    this.at += count * 4;
    // a copy, aligned; every machine Node 20 runs TensorFlow on is little endian, as the file is
    return new Float32Array(this.view.buffer.slice(start, start + count * 4));
  }

  private need(count: number, what: string): void {
    if (count > this.left) {
      throw this.fault(this.at, `the file ends within the ${what}: ${count} bytes are needed, ${this.left} are left`);
    }
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });
