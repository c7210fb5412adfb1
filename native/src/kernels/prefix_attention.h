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

// Keys of tokens that follow each other, at positions that begin where cosine and sine do: y (width, tokens). The scratch is (tokens, width).
template <class T>
void turnKeys(int64_t tokens, int64_t width, int64_t half, Rows<const T> x, const float* cosine, const float* sine, float* scratch, Rows<T> y) {
  for (int64_t t = 0; t < tokens; ++t) turn(width, half, x.first + t * x.stride, cosine + t * half, sine + t * half, 1, scratch + t * width);
  turnRows<float, T>(tokens, width, {scratch, width}, y);
}

// Keys of one segment (the shared beginning, or the row's own) that some query of a task sees, and their scores.
template <class T>
struct Segment {
  const T *keys, *values;
  int64_t capacity, from, to;
  float* scores;  // (queries, length), the first column being the key `from`
  int64_t length;

  int64_t seen() const { return from < to ? to - from : 0; }
};

// Starts at a whole number of lanes, so that products never read past the capacity.
template <class T>
Segment<T> segment(const T* keys, const T* values, int64_t capacity, int64_t from, int64_t to, float* scores) {
  from = from / kLanes * kLanes;
  return {keys, values, capacity, from, to, scores, from < to ? padded(to - from) : 0};
}

// One task: (queries, size) to begin with, (queries, width) sums of values, and the sums of exponentials that divide them.
template <class T>
struct PrefixWork {
  const PrefixAttention<T>& call;
  const PrefixTask& task;
  Segment<T> shared, own;
  float *out, *sums;
  float* rest;  // scratch that is left

  int64_t group() const { return call.heads / call.keyHeads; }
  int64_t headOf(int64_t q) const { return task.keyHead * group() + (task.first + q) % group(); }
  int64_t tokenOf(int64_t q) const { return call.rows[task.row].start + (task.first + q) / group(); }
  const float* query(int64_t q) const { return call.query + (tokenOf(q) * call.heads + headOf(q)) * call.size; }

  // Positions are counted within the row's own tokens; the shared ones are negative.
  int64_t last(int64_t q) const { return call.rows[task.row].past + (task.first + q) / group(); }
  int64_t first(int64_t q) const { return call.window == 0 ? -static_cast<int64_t>(call.rows[task.row].prefix) : last(q) + 1 - call.window; }
};

// Scores become exponentials.
template <class T>
void weigh(const PrefixWork<T>& work) {
  const auto &shared = work.shared, &own = work.own;
  int64_t prefix = work.call.rows[work.task.row].prefix;
  for (int64_t q = 0; q < work.task.queries; ++q) {
    float* before = shared.scores + q * shared.length;
    float* mine = own.scores + q * own.length;
    float top = boundAndHide(before, shared.length, work.first(q) + prefix - shared.from, prefix - shared.from, work.call.softcap);
    float most = boundAndHide(mine, own.length, work.first(q) - own.from, work.last(q) + 1 - own.from, work.call.softcap);
    top = most > top ? most : top;
    work.sums[q] = exponentials(before, shared.length, top) + exponentials(mine, own.length, top);
  }
}

// Few queries: products in float32 with keys and values as they lie.
template <class T>
void attendFew(const PrefixWork<T>& work) {
  int64_t queries = work.task.queries, size = work.call.size, width = work.call.width;
  float* query = work.rest;
  for (int64_t q = 0; q < queries; ++q) {
    for (int64_t i = 0; i < size; ++i) query[q * size + i] = work.query(q)[i];
    for (int64_t i = 0; i < width; ++i) work.out[q * width + i] = 0;
  }
  for (const auto* part : {&work.shared, &work.own})
    if (part->seen() > 0) multiply(queries, part->length, size, Left{query, size, 1}, part->keys + part->from, part->capacity, part->scores, part->length, false);
  weigh(work);
  for (const auto* part : {&work.shared, &work.own})
    if (part->seen() > 0)
      multiply(queries, width, part->seen(), Left{part->scores, part->length, 1}, part->values + part->from * width, width, work.out, width, true);
}

// Rows of pairs begin where lines of the cache do.
inline int64_t pairedLength(int64_t length) { return (length + 31) / 32 * 32; }

template <class T>
void roundRows(int64_t rows, int64_t count, const float* from, int64_t fromStride, T* to, int64_t toStride) {
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t i = 0; i < count; i += kLanes) store(to + r * toStride + i, load(from + r * fromStride + i));
}

// Rows of scores of a task.
template <class T>
constexpr int64_t kPrefixQueries = kPairs<T> ? 96 : 24;

// From so many queries on keys and values are worth laying out for the instructions that multiply bfloat16.
constexpr int64_t kPairedQueries = 8;

// Many queries: queries and exponentials are rounded to bfloat16, sums stay float32.
template <class T>
void attendMany(const PrefixWork<T>& work) {
  const auto &shared = work.shared, &own = work.own;
  int64_t queries = work.task.queries, size = work.call.size, width = work.call.width;
  int64_t before = pairedLength(shared.length), mine = pairedLength(own.length);
  T* query = reinterpret_cast<T*>(work.rest);
  T* weights = query + queries * pairedLength(size);
  float* panel = reinterpret_cast<float*>(weights + queries * (before + mine));
  for (int64_t q = 0; q < queries; ++q)
    for (int64_t i = 0; i < size; ++i) put(query + q * pairedLength(size) + i, work.query(q)[i]);
  for (const auto* part : {&shared, &own}) {
    Product<T, float> scores{queries, size, {query, pairedLength(size)}, {part->keys + part->from, part->capacity}, nullptr, {part->scores, part->length}};
    if (part->seen() > 0) panelProduct(scores, true, 0, part->length, panel);
  }
  weigh(work);
  roundRows(queries, shared.length, shared.scores, shared.length, weights, before);
  roundRows(queries, own.length, own.scores, own.length, weights + queries * before, mine);
  Product<T, float> mixed{queries, own.seen(), {weights + queries * before, mine}, {own.values + own.from * width, width}, nullptr, {work.out, width}};
  mixed.k2 = shared.seen();
  mixed.x2 = {weights, before};
  mixed.w2 = {shared.values + shared.from * width, width};
  panelProduct(mixed, true, 0, width, panel);
}

template <class T>
int64_t prefixScratch(int64_t queries, int64_t keys, int64_t size, int64_t width) {
  int64_t most = keys + 2 * 64, pairs = kPairs<T> ? queries * (most + pairedLength(size)) + panelScratch<T>(queries, atLeast(most, size), most) : 0;
  return queries * (most + 16 + size + width) + pairs;
}

template <class T>
void prefixAttention(const PrefixAttention<T>& call, const PrefixTask& task, float* scratch) {
  const PrefixRow& row = call.rows[task.row];
  int64_t queries = task.queries, slot = row.slot * call.keyHeads + task.keyHead;
  PrefixWork<T> work{call, task, {}, {}, scratch, scratch + queries * call.width, nullptr};
  float* scores = work.sums + (queries + 15) / 16 * 16;
  work.shared = segment(call.prefixKeys + task.keyHead * call.size * call.prefixCapacity, call.prefixValues + task.keyHead * call.width * call.prefixCapacity,
                        call.prefixCapacity, atMost(atLeast(work.first(0) + row.prefix, 0), row.prefix), row.prefix, scores);
  scores += queries * work.shared.length;
  work.own = segment(call.keys + slot * call.size * call.capacity, call.values + slot * call.width * call.capacity, call.capacity,
                     atLeast(work.first(0), 0), work.last(queries - 1) + 1, scores);
  work.rest = scores + queries * work.own.length;
  if (kPairs<T> && queries >= kPairedQueries) attendMany(work);
  else attendFew(work);
  for (int64_t q = 0; q < queries; ++q) {
    T* to = call.output + (work.tokenOf(q) * call.heads + work.headOf(q)) * call.size;
    const float* out = work.out + q * call.width;
    float share = 1 / work.sums[q];
    int64_t i = 0;
    for (; i + kLanes <= call.size; i += kLanes) store(to + i, load(out + i) * share);
    for (; i < call.size; ++i) put(to + i, out[i] * share);
  }
}

}  // namespace
}  // namespace demur::kernels
