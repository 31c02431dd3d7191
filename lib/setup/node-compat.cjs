// Loaded before TensorFlow by every entry: the notebook kernel, the command line, and lib/tensor/backend.ts.
const util = require("node:util");

// tfjs-node 4.22 calls two functions that Node deprecated long ago and dropped in version 23.
util.isNullOrUndefined = (value) => value === null || value === undefined;
util.isArray = Array.isArray;

// TensorFlow's C++ side tells on standard error which processor features it found; only warnings matter to a reader.
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
// oneDNN's kernels are off by default on processors without AVX-512; measured here they take a quarter off a training step.
process.env.TF_ENABLE_ONEDNN_OPTS ??= "1";
