// Attention of whole sequences by the instructions that multiply bfloat16: the rows of scores of one block of queries are whole,
// so that every product goes by panels. Probabilities and the slopes of scores are rounded to bfloat16, sums stay float32.
#pragma once

namespace demur::kernels {
namespace {

// Memory of one call, taken piece by piece, each at a line of the cache.
struct Scratch {
  char* next;

  template <class N>
  N* take(int64_t count) {
    auto* taken = reinterpret_cast<N*>(next);
    next += bytes<N>(count);
    return taken;
  }

  template <class N>
  static int64_t bytes(int64_t count) { return (count * static_cast<int64_t>(sizeof(N)) + 63) / 64 * 64; }
};

// A block of queries of one key head, and the keys that some of them see.
template <class T>
struct PairedBlock {
  const AttentionShape& shape;
  int64_t q0, rows, first, count;
  int64_t width, length;  // of rows that are copied, of rows of scores

  int64_t query(int64_t row) const { return q0 + row / shape.groups; }
  int64_t group(int64_t row) const { return row % shape.groups; }

  // The keys of the block that a row sees.
  Sight sees(int64_t row) const {
    Sight sight = sightOf(shape, query(row));
    return {sight.first - first, sight.end - first};
  }

  void copy(Rows<const T> from, T* to) const {
    for (int64_t row = 0; row < rows; ++row) {
      const T* head = from.first + query(row) * from.stride + group(row) * shape.width;
      int64_t i = 0;
      for (; i + kLanes <= shape.width; i += kLanes) store(to + row * width + i, load(head + i));
      for (; i < shape.width; ++i) to[row * width + i] = head[i];
    }
  }

  // (rows, width) times what stands at each key: (rows, count).
  void scores(const T* left, Rows<const T> keys, float* to, float* panel) const {
    Product<T, float> product{rows, shape.width, {left, width}, {keys.first + first * keys.stride, keys.stride}, nullptr, {to, length}};
    panelProduct(product, false, 0, count, panel);
  }

  // (rows, count) times what stands at each key: (rows, width).
  void mix(const T* left, Rows<const T> keys, float* to, float* panel) const {
    Product<T, float> product{rows, count, {left, length}, {keys.first + first * keys.stride, keys.stride}, nullptr, {to, width}};
    panelProduct(product, true, 0, shape.width, panel);
  }

  // Adds what the rows give to each key: (width, count) += (width, rows) times (rows, count).
  void give(const T* turned, const T* right, Rows<float> to, float* panel) const {
    Product<T, float> product{shape.width, rows, {turned, pairedLength(rows)}, {right, length}, nullptr, {to.first + first, to.stride}};
    product.add = true;
    panelProduct(product, true, 0, count, panel);
  }
};

inline int64_t queriesOfBlock(const AttentionShape& shape) { return atLeast(kMostRows / shape.groups, 1); }

template <class T>
PairedBlock<T> pairedBlock(const AttentionShape& shape, int64_t q0, int64_t q1) {
  int64_t first = sightOf(shape, q0).first, count = sightOf(shape, q1 - 1).end - first;
  return {shape, q0, (q1 - q0) * shape.groups, first, count, pairedLength(shape.width), pairedLength(count)};
}

// The largest panel of the products of a block.
template <class T>
int64_t pairedPanel(const AttentionShape& shape, int64_t rows) {
  int64_t most = atLeast(panelScratch<T>(rows, shape.width, 0), panelScratch<T>(rows, shape.keys, 0));
  return atLeast(most, panelScratch<T>(shape.width, rows, 0));
}

// Scores of one row become exponentials of their distance to the top, rounded; returns their sum.
template <class T>
inline float roundedExponentials(const float* scores, int64_t length, float top, T* to) {
  vec sums = vec{};
  for (int64_t i = 0; i < length; i += kLanes) {
    vec e = exponential(load(scores + i) - top);
    store(to + i, e);
    sums += e;
  }
  return total(sums);
}

template <class T>
void pairedAttention(const AttentionForward<T>& p, int64_t q0, int64_t q1) {
  const auto& shape = p.shape;
  int64_t step = queriesOfBlock(shape), most = step * shape.groups, width = pairedLength(shape.width), length = pairedLength(shape.keys), panels = pairedPanel<T>(shape, most);
  int64_t bytes = Scratch::bytes<T>(most * width) + Scratch::bytes<float>(most * length) + Scratch::bytes<T>(most * length) + Scratch::bytes<float>(most * width) +
                  Scratch::bytes<float>(2 * most) + Scratch::bytes<float>(panels);
  auto* memory = static_cast<char*>(aligned_alloc(64, static_cast<size_t>(bytes)));
  Scratch scratch{memory};
  T* queries = scratch.take<T>(most * width);
  float* scores = scratch.take<float>(most * length);
  T* weights = scratch.take<T>(most * length);
  float* out = scratch.take<float>(most * width);
  float *top = scratch.take<float>(2 * most), *sum = top + most;
  float* panel = scratch.take<float>(panels);
  for (int64_t q = q0; q < q1; q += step) {
    auto block = pairedBlock<T>(shape, q, atMost(q + step, q1));
    block.copy(p.q, queries);
    block.scores(queries, p.k, scores, panel);
    for (int64_t row = 0; row < block.rows; ++row) {
      Sight sight = block.sees(row);
      float* line = scores + row * block.length;
      top[row] = boundAndHide(line, block.length, sight.first, sight.end, static_cast<float>(shape.softcap), static_cast<float>(shape.scale));
      sum[row] = roundedExponentials(line, block.length, top[row], weights + row * block.length);
    }
    block.mix(weights, p.v, out, panel);
    for (int64_t row = 0; row < block.rows; ++row) {
      T* to = p.o.first + block.query(row) * p.o.stride + block.group(row) * shape.width;
      float share = 1 / sum[row];
      int64_t i = 0;
      for (; i + kLanes <= shape.width; i += kLanes) store(to + i, load(out + row * width + i) * share);
      for (; i < shape.width; ++i) put(to + i, out[row * width + i] * share);
      if (p.lse.first != nullptr) p.lse.first[block.query(row) * p.lse.stride + block.group(row)] = top[row] + __builtin_logf(sum[row]);
    }
  }
  free(memory);
}

// Scores and the slopes of probabilities, one row of a block, become probabilities and the slopes of scores, rounded.
template <class T>
void roundedSlopes(const AttentionShape& shape, int64_t length, Sight sight, float level, float delta, const float* scores, const float* slopes, T* probability, T* slope) {
  float cap = static_cast<float>(shape.softcap), scale = static_cast<float>(shape.scale);
  for (int64_t i = 0; i < length; i += kLanes) {
    vec score = load(scores + i) * scale, inner = splat(scale);
    if (cap > 0) {
      vec t = hyperbolicTangent(score / cap);
      score = t * cap;
      inner = inner * (1.0f - t * t);
    }
    ivec seen = between(i, sight.first, sight.end);
    vec chance = select(seen, exponential(score - level), vec{});
    store(probability + i, chance);
    store(slope + i, select(seen, chance * (load(slopes + i) - delta) * inner, vec{}));
  }
}

template <class T>
void pairedAttentionBackward(const AttentionBackward<T>& p) {
  const auto& shape = p.shape;
  int64_t step = atMost(queriesOfBlock(shape), shape.queries), most = step * shape.groups, rowsTurned = pairedLength(most), width = pairedLength(shape.width);
  int64_t length = pairedLength(shape.keys), panels = pairedPanel<T>(shape, most);
  int64_t bytes = 2 * Scratch::bytes<T>(rowsTurned * width) + 2 * Scratch::bytes<T>(width * rowsTurned) + 2 * Scratch::bytes<float>(most * length) + 2 * Scratch::bytes<T>(most * length) +
                  Scratch::bytes<float>(most * width) + 2 * Scratch::bytes<float>(width * length) + Scratch::bytes<float>(panels);
  auto* memory = static_cast<char*>(aligned_alloc(64, static_cast<size_t>(bytes)));
  Scratch scratch{memory};
  T *queries = scratch.take<T>(rowsTurned * width), *grads = scratch.take<T>(rowsTurned * width);
  T *queriesTurned = scratch.take<T>(width * rowsTurned), *gradsTurned = scratch.take<T>(width * rowsTurned);
  float *scores = scratch.take<float>(most * length), *slopes = scratch.take<float>(most * length);
  T *chances = scratch.take<T>(most * length), *steep = scratch.take<T>(most * length);
  float* dq = scratch.take<float>(most * width);
  Rows<float> dk{scratch.take<float>(width * length), length}, dv{scratch.take<float>(width * length), length};
  float* panel = scratch.take<float>(panels);
  for (int64_t i = 0; i < width * length; i += kLanes) store(dk.first + i, vec{}), store(dv.first + i, vec{});
  for (int64_t q = 0; q < shape.queries; q += step) {
    auto block = pairedBlock<T>(shape, q, atMost(q + step, shape.queries));
    block.copy(p.q, queries);
    block.copy(p.grad, grads);
    turnRows<T, T>(block.rows, shape.width, {queries, width}, {queriesTurned, pairedLength(block.rows)});
    turnRows<T, T>(block.rows, shape.width, {grads, width}, {gradsTurned, pairedLength(block.rows)});
    block.scores(queries, p.k, scores, panel);
    block.scores(grads, p.v, slopes, panel);
    for (int64_t row = 0; row < block.rows; ++row) {
      const T* out = p.o.first + block.query(row) * p.o.stride + block.group(row) * shape.width;
      float delta = 0;
      for (int64_t i = 0; i < shape.width; ++i) delta += toFloat(out[i]) * toFloat(grads[row * width + i]);
      int64_t at = row * block.length;
      roundedSlopes(shape, block.length, block.sees(row), p.lse.first[block.query(row) * p.lse.stride + block.group(row)], delta, scores + at, slopes + at, chances + at, steep + at);
    }
    block.mix(steep, p.k, dq, panel);
    for (int64_t row = 0; row < block.rows; ++row) {
      T* to = p.dq.first + block.query(row) * p.dq.stride + block.group(row) * shape.width;
      int64_t i = 0;
      for (; i + kLanes <= shape.width; i += kLanes) store(to + i, load(dq + row * width + i));
      for (; i < shape.width; ++i) put(to + i, dq[row * width + i]);
    }
    block.give(gradsTurned, chances, dv, panel);
    block.give(queriesTurned, steep, dk, panel);
  }
  turnRows<float, T>(shape.width, shape.keys, {dk.first, dk.stride}, p.dk);
  turnRows<float, T>(shape.width, shape.keys, {dv.first, dv.stride}, p.dv);
  free(memory);
}

template <class T>
void sequenceAttention(const AttentionForward<T>& p, int64_t q0, int64_t q1) {
  if constexpr (kPairs<T>) pairedAttention(p, q0, q1);
  else attention(p, q0, q1);
}

template <class T>
void sequenceAttentionBackward(const AttentionBackward<T>& p) {
  if constexpr (kPairs<T>) pairedAttentionBackward(p);
  else attentionBackward(p);
}

}  // namespace
}  // namespace demur::kernels
