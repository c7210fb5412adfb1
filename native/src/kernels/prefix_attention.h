// Attention of new tokens over a cache that begins with what all rows share. Keys lie transposed, so whole blocks of
// scores come from products without sums across lanes, and nothing is gathered first.
#pragma once

namespace demur::kernels {
namespace {

template <class T>
void turn(int64_t width, int64_t half, const T* x, const float* cosine, const float* sine, float factor, float* y) {
  int64_t i = 0;
  for (; i + kLanes <= half; i += kLanes) {
    vec a = load(x + i) * factor, b = load(x + i + half) * factor, c = load(cosine + i), s = load(sine + i);
    store(y + i, a * c - b * s);
    store(y + i + half, b * c + a * s);
  }
  for (; i < half; ++i) {
    float a = toFloat(x[i]) * factor, b = toFloat(x[i + half]) * factor;
    y[i] = a * cosine[i] - b * sine[i];
    y[i + half] = b * cosine[i] + a * sine[i];
  }
  for (i = 2 * half; i < width; ++i) y[i] = toFloat(x[i]) * factor;
}

// Keys of one segment (the shared beginning, or the row's own) that some query of a task sees, and their scores.
template <class T>
struct Segment {
  const T *keys, *values;
  int64_t capacity, from, to;
  float* scores;  // (queries, length), the first column being the key `from`
  int64_t length;
};

template <class T>
void score(const Segment<T>& part, int64_t queries, int64_t size, const float* query) {
  if (part.from < part.to) multiply(queries, part.length, size, Left{query, size, 1}, part.keys + part.from, part.capacity, part.scores, part.length, false);
}

template <class T>
void mix(const Segment<T>& part, int64_t queries, int64_t width, float* out) {
  if (part.from < part.to)
    multiply(queries, width, part.to - part.from, Left{part.scores, part.length, 1}, part.values + part.from * width, width, out, width, true);
}

// Starts at a whole number of lanes, so that products never read past the capacity.
template <class T>
Segment<T> segment(const T* keys, const T* values, int64_t capacity, int64_t from, int64_t to, float* scores) {
  from = from / kLanes * kLanes;
  return {keys, values, capacity, from, to, scores, from < to ? padded(to - from) : 0};
}

template <class T>
void prefixAttention(const PrefixAttention<T>& call, const PrefixTask& task, float* scratch) {
  const PrefixRow& row = call.rows[task.row];
  int64_t group = call.heads / call.keyHeads, queries = task.queries;
  // Positions are counted within the row's own tokens; the shared ones are negative.
  auto lastOf = [&](int64_t q) { return row.past + (task.first + q) / group; };
  auto firstOf = [&](int64_t q) { return call.window == 0 ? -static_cast<int64_t>(row.prefix) : lastOf(q) + 1 - call.window; };
  int64_t slot = row.slot * call.keyHeads + task.keyHead;
  float* query = scratch;
  float* out = query + queries * call.size;
  float* scores = out + queries * call.width;
  auto shared = segment(call.prefixKeys + task.keyHead * call.size * call.prefixCapacity, call.prefixValues + task.keyHead * call.width * call.prefixCapacity,
                        call.prefixCapacity, atMost(atLeast(firstOf(0) + row.prefix, 0), row.prefix), row.prefix, scores);
  auto own = segment(call.keys + slot * call.size * call.capacity, call.values + slot * call.width * call.capacity, call.capacity,
                     atLeast(firstOf(0), 0), lastOf(queries - 1) + 1, scores + queries * shared.length);

  for (int64_t q = 0; q < queries; ++q) {
    int64_t index = task.first + q, head = task.keyHead * group + index % group;
    const float* from = call.query + ((row.start + index / group) * call.heads + head) * call.size;
    for (int64_t i = 0; i < call.size; ++i) query[q * call.size + i] = from[i];
    for (int64_t i = 0; i < call.width; ++i) out[q * call.width + i] = 0;
  }
  score(shared, queries, call.size, query);
  score(own, queries, call.size, query);
  for (int64_t q = 0; q < queries; ++q) {
    float* before = shared.scores + q * shared.length;
    float* mine = own.scores + q * own.length;
    float top = boundAndHide(before, shared.length, firstOf(q) + row.prefix - shared.from, row.prefix - shared.from, call.softcap);
    float most = boundAndHide(mine, own.length, firstOf(q) - own.from, lastOf(q) + 1 - own.from, call.softcap);
    top = most > top ? most : top;
    float sum = exponentials(before, shared.length, top) + exponentials(mine, own.length, top);
    scaleRow(before, shared.length, 1 / sum);
    scaleRow(mine, own.length, 1 / sum);
  }
  mix(shared, queries, call.width, out);
  mix(own, queries, call.width, out);
  for (int64_t q = 0; q < queries; ++q) {
    int64_t index = task.first + q, head = task.keyHead * group + index % group;
    T* to = call.output + ((row.start + index / group) * call.heads + head) * call.size;
    int64_t i = 0;
    for (; i + kLanes <= call.size; i += kLanes) store(to + i, load(out + q * call.width + i));
    for (; i < call.size; ++i) put(to + i, out[q * call.width + i]);
  }
}

}  // namespace
}  // namespace demur::kernels
