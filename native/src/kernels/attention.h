// Attention of the query heads that share one key head, block by block, so that no row of scores exists whole:
// Dao et al. 2022 (FlashAttention), algorithms 1 and 4, on registers and caches of a CPU.
#pragma once

#include <stdlib.h>

namespace demur::kernels {
namespace {

constexpr int64_t kKeys = 64;       // keys in a block
constexpr int64_t kMostRows = 96;   // rows of scores in a block: queries times groups

// The left factor of a product, with a step between its elements along the sum too, so that it can be read transposed.
struct Left {
  const float* first;
  int64_t row, step;
};

// c(m, n) += sum over k of a(m, k) b(k, n) on MT rows and NV vectors of columns.
template <int MT, int NV, class T>
inline __attribute__((always_inline)) void block(int64_t count, Left a, const T* b, int64_t bStride, float* c, int64_t cStride, bool add) {
  vec sums[MT][NV];
  for (int i = 0; i < MT; ++i)
    for (int j = 0; j < NV; ++j) sums[i][j] = add ? load(c + i * cStride + j * kLanes) : vec{};
  for (int64_t k = 0; k < count; ++k) {
    vec right[NV];
    for (int j = 0; j < NV; ++j) right[j] = load(b + k * bStride + j * kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < MT; ++i) {
      float left = a.first[i * a.row + k * a.step];
#pragma GCC unroll 4
      for (int j = 0; j < NV; ++j) sums[i][j] += left * right[j];
    }
  }
  for (int i = 0; i < MT; ++i)
    for (int j = 0; j < NV; ++j) store(c + i * cStride + j * kLanes, sums[i][j]);
}

constexpr int kVectors = kLanes == 16 ? 4 : 2;

template <int NV, class T>
inline __attribute__((always_inline)) void blockColumns(int64_t rows, int64_t count, Left a, const T* b, int64_t bStride, float* c, int64_t cStride, bool add) {
  int64_t m = 0;
  auto at = [&](int64_t row) { return Left{a.first + row * a.row, a.row, a.step}; };
  for (; m + 6 <= rows; m += 6) block<6, NV>(count, at(m), b, bStride, c + m * cStride, cStride, add);
  if (m + 3 <= rows) block<3, NV>(count, at(m), b, bStride, c + m * cStride, cStride, add), m += 3;
  for (; m < rows; ++m) block<1, NV>(count, at(m), b, bStride, c + m * cStride, cStride, add);
}

// c (rows, columns) = or += a (rows, count) b (count, columns); columns is a multiple of the lanes.
template <class T>
void multiply(int64_t rows, int64_t columns, int64_t count, Left a, const T* b, int64_t bStride, float* c, int64_t cStride, bool add) {
  int64_t n = 0;
  for (; n + kVectors * kLanes <= columns; n += kVectors * kLanes) blockColumns<kVectors>(rows, count, a, b + n, bStride, c + n, cStride, add);
  for (; n < columns; n += kLanes) blockColumns<1>(rows, count, a, b + n, bStride, c + n, cStride, add);
}

inline int64_t padded(int64_t width) { return (width + kLanes - 1) / kLanes * kLanes; }

// Copies rows as float32 times a factor, with zeros up to the padded width.
template <class T>
void gather(int64_t rows, int64_t width, const T* from, int64_t fromStride, float factor, float* to, int64_t toStride) {
  for (int64_t r = 0; r < rows; ++r) {
    int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) store(to + r * toStride + i, load(from + r * fromStride + i) * factor);
    for (; i < width; ++i) to[r * toStride + i] = toFloat(from[r * fromStride + i]) * factor;
    for (; i < toStride; ++i) to[r * toStride + i] = 0;
  }
}

// Copies up to kKeys rows turned round: to (width, kKeys), zeros where there is no row.
template <class T>
void gatherTransposed(int64_t rows, int64_t width, const T* from, int64_t fromStride, float* to) {
  for (int64_t r0 = 0; r0 < kKeys; r0 += 16) {
    for (int64_t i = 0; i < width; ++i) {
      for (int64_t r = r0; r < r0 + 16; ++r) to[i * kKeys + r] = r < rows ? toFloat(from[r * fromStride + i]) : 0.0f;
    }
  }
}

// The keys that a query sees: from first up to but not including end.
struct Sight {
  int64_t first, end;
};

inline Sight sightOf(const AttentionShape& shape, int64_t query) {
  int64_t position = shape.keys - shape.queries + query;
  int64_t end = shape.causal ? position + 1 : shape.keys;
  int64_t first = shape.window > 0 ? position - shape.window + 1 : 0;
  return {first < 0 ? 0 : first, end > shape.keys ? shape.keys : end};
}

inline __attribute__((always_inline)) ivec between(int64_t at, int64_t first, int64_t end) {
  ivec index;
  for (int lane = 0; lane < kLanes; ++lane) index[lane] = lane;
  index += static_cast<int32_t>(at);
  return (index >= static_cast<int32_t>(first)) & (index < static_cast<int32_t>(end));
}

inline float lowest() { return -__builtin_inff(); }

// One block of scores of one row: scales and bounds them, hides what the row does not see, and returns the largest.
inline float boundAndHide(float* scores, int64_t count, int64_t first, int64_t end, float softcap, float scale = 1) {
  vec most = splat(lowest());
  for (int64_t i = 0; i < count; i += kLanes) {
    vec s = load(scores + i) * scale;
    if (softcap > 0) s = hyperbolicTangent(s / softcap) * softcap;
    s = select(between(i, first, end), s, splat(lowest()));
    store(scores + i, s);
    most = larger(most, s);
  }
  return largest(most);
}

// Scores become exponentials of their distance to the top; returns their sum.
inline float exponentials(float* scores, int64_t count, float top) {
  vec sums = vec{};
  for (int64_t i = 0; i < count; i += kLanes) {
    vec e = exponential(load(scores + i) - top);
    store(scores + i, e);
    sums += e;
  }
  return total(sums);
}

inline void scaleRow(float* row, int64_t width, float factor) {
  for (int64_t i = 0; i < width; i += kLanes) store(row + i, load(row + i) * factor);
}

// The queries of one call, one key head: scratch and running results.
template <class T>
struct Running {
  const AttentionForward<T>& p;
  int64_t q0, rows, width;
  float *queries, *scores, *out, *top, *sum;

  const T* query(int64_t row) const { return p.q.first + (q0 + row / p.shape.groups) * p.q.stride + row % p.shape.groups * p.shape.width; }
};

template <class T>
void visitBlock(Running<T>& run, int64_t key0, int64_t count, const float* turnedKeys, const float* values) {
  const auto& shape = run.p.shape;
  multiply(run.rows, kKeys, run.width, Left{run.queries, run.width, 1}, turnedKeys, kKeys, run.scores, kKeys, false);
  for (int64_t row = 0; row < run.rows; ++row) {
    float* scores = run.scores + row * kKeys;
    Sight sight = sightOf(shape, run.q0 + row / shape.groups);
    int64_t end = sight.end - key0 < count ? sight.end - key0 : count;
    float most = boundAndHide(scores, kKeys, sight.first - key0, end, static_cast<float>(shape.softcap));
    if (most == lowest()) {
      for (int64_t i = 0; i < kKeys; i += kLanes) store(scores + i, vec{});
      continue;
    }
    if (most > run.top[row]) {
      float shrink = run.sum[row] == 0 ? 0 : __builtin_expf(run.top[row] - most);
      run.top[row] = most;
      run.sum[row] *= shrink;
      scaleRow(run.out + row * run.width, run.width, shrink);
    }
    run.sum[row] += exponentials(scores, kKeys, run.top[row]);
  }
  multiply(run.rows, run.width, count, Left{run.scores, kKeys, 1}, values, run.width, run.out, run.width, true);
}

template <class T>
void writeOut(const Running<T>& run) {
  const auto& shape = run.p.shape;
  for (int64_t row = 0; row < run.rows; ++row) {
    int64_t query = run.q0 + row / shape.groups, group = row % shape.groups;
    float share = run.sum[row] > 0 ? 1 / run.sum[row] : 0;
    T* to = run.p.o.first + query * run.p.o.stride + group * shape.width;
    for (int64_t i = 0; i < shape.width; ++i) put(to + i, run.out[row * run.width + i] * share);
    if (run.p.lse.first != nullptr) run.p.lse.first[query * run.p.lse.stride + group] = run.top[row] + __builtin_logf(run.sum[row]);
  }
}

template <class T>
void attention(const AttentionForward<T>& p, int64_t q0, int64_t q1) {
  const auto& shape = p.shape;
  int64_t width = padded(shape.width);
  int64_t perBlock = kMostRows / shape.groups > 0 ? kMostRows / shape.groups : 1;
  int64_t most = perBlock * shape.groups;
  int64_t floats = most * (2 * width + kKeys + 2 * 16) + 2 * kKeys * width;
  auto* scratch = static_cast<float*>(aligned_alloc(64, static_cast<size_t>((floats * 4 + 63) / 64 * 64)));
  float* turnedKeys = scratch;
  float* values = turnedKeys + kKeys * width;
  float* rest = values + kKeys * width;
  for (int64_t q = q0; q < q1; q += perBlock) {
    int64_t end = q + perBlock < q1 ? q + perBlock : q1;
    Running<T> run{p, q, (end - q) * shape.groups, width, rest, rest + most * width, rest + most * (width + kKeys), rest + most * (2 * width + kKeys), rest + most * (2 * width + kKeys + 16)};
    for (int64_t row = 0; row < run.rows; ++row) {
      gather(1, shape.width, run.query(row), 0, static_cast<float>(shape.scale), run.queries + row * width, width);
      run.top[row] = lowest();
      run.sum[row] = 0;
      for (int64_t i = 0; i < width; i += kLanes) store(run.out + row * width + i, vec{});
    }
    int64_t last = sightOf(shape, end - 1).end;
    for (int64_t key = sightOf(shape, q).first / kKeys * kKeys; key < last; key += kKeys) {
      int64_t count = last - key < kKeys ? last - key : kKeys;
      gatherTransposed(count, shape.width, p.k.first + key * p.k.stride, p.k.stride, turnedKeys);
      for (int64_t i = shape.width; i < width; ++i)
        for (int64_t j = 0; j < kKeys; ++j) turnedKeys[i * kKeys + j] = 0;
      gather(count, shape.width, p.v.first + key * p.v.stride, p.v.stride, 1, values, width);
      visitBlock(run, key, count, turnedKeys, values);
    }
    writeOut(run);
  }
  free(scratch);
}

// What the backward pass of one sequence and key head works on, all float32 and padded: rows are (query, group).
struct Work {
  int64_t rows, width;
  float *q, *grad, *dq, *delta;                     // (rows, width), delta (rows)
  float *keys, *turnedKeys, *turnedValues, *dk, *dv;  // one block of keys
  float *p, *ds;                                    // (rows in a block, kKeys)
};

// p becomes the probabilities of a block; ds, which holds the gradient of the probabilities, that of the scores.
inline void slopes(const AttentionShape& shape, const Work& work, Rows<const float> lse, int64_t row0, int64_t rows, int64_t key0, int64_t count) {
  float cap = static_cast<float>(shape.softcap), scale = static_cast<float>(shape.scale);
  for (int64_t r = 0; r < rows; ++r) {
    int64_t query = (row0 + r) / shape.groups, group = (row0 + r) % shape.groups;
    Sight sight = sightOf(shape, query);
    int64_t end = sight.end - key0 < count ? sight.end - key0 : count;
    float level = lse.first[query * lse.stride + group], delta = work.delta[row0 + r];
    for (int64_t i = 0; i < kKeys; i += kLanes) {
      vec score = load(work.p + r * kKeys + i) * scale, slope = splat(scale);
      if (cap > 0) {
        vec t = hyperbolicTangent(score / cap);
        score = t * cap;
        slope = slope * (1.0f - t * t);
      }
      vec probability = select(between(i, sight.first - key0, end), exponential(score - level), vec{});
      store(work.p + r * kKeys + i, probability);
      store(work.ds + r * kKeys + i, probability * (load(work.ds + r * kKeys + i) - delta) * slope);
    }
  }
}

template <class T>
void backwardKeys(const AttentionBackward<T>& p, const Work& work, int64_t key0) {
  const auto& shape = p.shape;
  int64_t count = shape.keys - key0 < kKeys ? shape.keys - key0 : kKeys, width = work.width;
  gather(count, shape.width, p.k.first + key0 * p.k.stride, p.k.stride, 1, work.keys, width);
  gatherTransposed(count, shape.width, p.k.first + key0 * p.k.stride, p.k.stride, work.turnedKeys);
  gatherTransposed(count, shape.width, p.v.first + key0 * p.v.stride, p.v.stride, work.turnedValues);
  for (int64_t i = 0; i < kKeys * width; ++i) work.dk[i] = work.dv[i] = 0;
  int64_t perBlock = kMostRows / shape.groups > 0 ? kMostRows / shape.groups : 1;
  for (int64_t q = 0; q < shape.queries; q += perBlock) {
    int64_t end = q + perBlock < shape.queries ? q + perBlock : shape.queries;
    if (sightOf(shape, end - 1).end <= key0 || sightOf(shape, q).first >= key0 + count) continue;
    int64_t row0 = q * shape.groups, rows = (end - q) * shape.groups;
    multiply(rows, kKeys, shape.width, Left{work.q + row0 * width, width, 1}, work.turnedKeys, kKeys, work.p, kKeys, false);
    multiply(rows, kKeys, shape.width, Left{work.grad + row0 * width, width, 1}, work.turnedValues, kKeys, work.ds, kKeys, false);
    slopes(shape, work, p.lse, row0, rows, key0, count);
    multiply(count, width, rows, Left{work.p, 1, kKeys}, work.grad + row0 * width, width, work.dv, width, true);
    multiply(count, width, rows, Left{work.ds, 1, kKeys}, work.q + row0 * width, width, work.dk, width, true);
    multiply(rows, width, count, Left{work.ds, kKeys, 1}, work.keys, width, work.dq + row0 * width, width, true);
  }
  for (int64_t j = 0; j < count; ++j) {
    for (int64_t i = 0; i < shape.width; ++i) {
      put(p.dk.first + (key0 + j) * p.dk.stride + i, work.dk[j * width + i]);
      put(p.dv.first + (key0 + j) * p.dv.stride + i, work.dv[j * width + i]);
    }
  }
}

template <class T>
void attentionBackward(const AttentionBackward<T>& p) {
  const auto& shape = p.shape;
  int64_t rows = shape.queries * shape.groups, width = padded(shape.width);
  int64_t perBlock = (kMostRows / shape.groups > 0 ? kMostRows / shape.groups : 1) * shape.groups;
  int64_t floats = rows * (3 * width + 1) + 5 * kKeys * width + 2 * perBlock * kKeys + 16;
  auto* scratch = static_cast<float*>(aligned_alloc(64, static_cast<size_t>((floats * 4 + 63) / 64 * 64)));
  float* next = scratch;
  auto take = [&](int64_t count) { return (next += count) - count; };
  Work work{rows, width, take(rows * width), take(rows * width), take(rows * width), nullptr, take(kKeys * width), take(kKeys * width),
            take(kKeys * width), take(kKeys * width), take(kKeys * width), take(perBlock * kKeys), take(perBlock * kKeys)};
  work.delta = take(rows);
  for (int64_t row = 0; row < rows; ++row) {
    int64_t query = row / shape.groups, offset = row % shape.groups * shape.width;
    const T* out = p.o.first + query * p.o.stride + offset;
    const T* grad = p.grad.first + query * p.grad.stride + offset;
    gather(1, shape.width, p.q.first + query * p.q.stride + offset, 0, 1, work.q + row * width, width);
    gather(1, shape.width, grad, 0, 1, work.grad + row * width, width);
    float sum = 0;
    for (int64_t i = 0; i < shape.width; ++i) sum += toFloat(out[i]) * toFloat(grad[i]);
    work.delta[row] = sum;
    for (int64_t i = 0; i < width; i += kLanes) store(work.dq + row * width + i, vec{});
  }
  for (int64_t key = 0; key < shape.keys; key += kKeys) backwardKeys(p, work, key);
  for (int64_t row = 0; row < rows; ++row) {
    T* to = p.dq.first + row / shape.groups * p.dq.stride + row % shape.groups * shape.width;
    for (int64_t i = 0; i < shape.width; ++i) put(to + i, work.dq[row * width + i]);
  }
  free(scratch);
}

}  // namespace
}  // namespace demur::kernels
