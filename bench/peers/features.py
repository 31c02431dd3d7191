"""The 623 features and their inverse in NumPy, vectorised over frames and joints: the peer of bench/features.ts.

Reads {"joints", "features", "frames", "clips", "repeats", "parents", "chainParents", "rawOffsets", "lengths"}: a .npy
file of clips [clips, frames, 52, 3] to read, one of their features to write, and the skeleton. Writes the processor
seconds of each repeat over all clips: {"encode": [...], "decode": [...]}. Float64, written from the recipe's equations
(HumanML3D): it also checks what it races.
"""

import json
import sys
import time

import numpy as np

task = json.load(sys.stdin)
parents, chain_parents = np.array(task["parents"]), np.array(task["chainParents"])
raw = np.array(task["rawOffsets"]).reshape(52, 3)
lengths = np.array(task["lengths"])


def unit(v):
    return v / np.sqrt((v * v).sum(-1, keepdims=True))


def multiply(q, r):
    a, b, c, d = np.moveaxis(q, -1, 0)
    e, f, g, h = np.moveaxis(r, -1, 0)
    return np.stack(
        [
            a * e - b * f - c * g - d * h,
            a * f + b * e + c * h - d * g,
            a * g - b * h + c * e + d * f,
            a * h + b * g - c * f + d * e,
        ],
        -1,
    )


def between(u, v):
    return unit(np.concatenate([1 + (u * v).sum(-1, keepdims=True), np.cross(u, v)], -1))


def turn(w, y, v):
    """Vectors [..., 3] turned about y by the quaternions (w, 0, y, 0)."""
    cosine, sine = w * w - y * y, 2 * w * y
    x, z = v[..., 0], v[..., 2]
    return np.stack([cosine * x + sine * z, v[..., 1], cosine * z - sine * x], -1)


def facing(joints, hips):
    across = unit(hips * (joints[:, 2] - joints[:, 1]) + joints[:, 17] - joints[:, 16])
    return np.stack([across[:, 2], -across[:, 0]], -1)


def to_front(direction):
    x, z = unit(direction).T
    norm = np.sqrt((1 + z) ** 2 + x * x)
    return (1 + z) / norm, -x / norm


def smooth(values, sigma=20):
    radius = int(4 * sigma + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(values, ((radius, radius), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, kernel, "valid") for column in padded.T], -1)


def align(joints):
    legs = np.linalg.norm(joints[0, [5, 8]] - joints[0, parents[[5, 8]]], axis=-1).sum()
    bones = unit(joints[:, 1:] - joints[:, parents[1:]]) * lengths[1:, None]
    result = np.empty_like(joints)
    result[:, 0] = joints[:, 0] * (lengths[[5, 8]].sum() / legs)
    for joint in range(1, 52):
        result[:, joint] = result[:, parents[joint]] + bones[:, joint - 1]
    result[..., 1] -= result[..., 1].min()
    result -= result[0, 0] * [1, 0, 1]
    return turn(*to_front(facing(result[:1], 1)), result)


def encode(joints):
    joints = align(joints)
    w, y = to_front(smooth(facing(joints, -1)))
    w[0], y[0] = 1, 0
    column = (w[:, None], y[:, None])
    before, after = (w[:-1], y[:-1]), (w[1:], y[1:])
    yaw = np.arcsin(after[1] * before[0] - after[0] * before[1])
    step = turn(*after, joints[1:, 0] - joints[:-1, 0])
    local = turn(*column, joints - joints[:, :1] * [1, 0, 1])
    velocity = turn(column[0][:-1], column[1][:-1], joints[1:] - joints[:-1])
    worlds = np.empty(joints.shape[:2] + (4,))
    worlds[:, 0] = np.stack([w, 0 * w, y, 0 * w], -1)
    worlds[:, 1:] = between(raw[1:], unit(joints[:, 1:] - joints[:, parents[1:]]))
    q = multiply((worlds * [1, -1, -1, -1])[:, chain_parents[1:]], worlds[:, 1:])
    a, b, c, d = np.moveaxis(q, -1, 0)
    six = np.stack(
        [
            1 - 2 * (c * c + d * d),
            2 * (b * c + a * d),
            2 * (b * d - a * c),
            2 * (b * c - a * d),
            1 - 2 * (b * b + d * d),
            2 * (c * d + a * b),
        ],
        -1,
    )
    feet = [7, 10, 8, 11]
    still = ((joints[1:, feet] - joints[:-1, feet]) ** 2).sum(-1) < 0.002
    rows = len(joints) - 1
    blocks = [yaw[:, None], step[:, [0, 2]], joints[:-1, 0, 1:2], local[:-1, 1:], six[:-1], velocity, still]
    return np.concatenate([block.reshape(rows, -1) for block in blocks], -1)


def decode(features):
    rows = len(features)
    angle = np.concatenate([[0], np.cumsum(features[:-1, 0])])
    w, y = np.cos(angle), -np.sin(angle)
    step = np.zeros((rows, 3))
    step[1:, [0, 2]] = features[:-1, 1:3]
    root = np.cumsum(turn(w, y, step), 0)
    joints = np.empty((rows, 52, 3))
    joints[:, 1:] = turn(w[:, None], y[:, None], features[:, 4:157].reshape(rows, 51, 3)) + root[:, None]
    root[:, 1] = features[:, 3]
    joints[:, 0] = root
    return joints


def seconds(work, clips):
    start = time.process_time()
    results = [work(clip) for clip in clips]
    return time.process_time() - start, results


clips = np.load(task["joints"]).astype(np.float64)
times = {"encode": [], "decode": []}
for _ in range(task["repeats"]):
    spent, features = seconds(encode, clips)
    times["encode"].append(spent)
    times["decode"].append(seconds(decode, features)[0])
np.save(task["features"], np.stack(features))
print(json.dumps(times))
