// The loops written by hand, once for each kind of processor. Plain pointers only: see table.cpp for the choice.
#pragma once

#include <cstdint>

namespace demur::kernels {

// The bits of a bfloat16.
struct bf16 {
  uint16_t bits;
};

// Rows of numbers with a distance between rows, in elements.
template <class T>
struct Rows {
  T* first;
  int64_t stride;
};

// y(m, n) = sum over k of x(m, k) * w(n, k) + bias(n), for the columns n0 to n1 of y.
template <class T, class Out>
struct Product {
  int64_t m, k;
  Rows<const T> x, w;
  const T* bias;  // may be null
  Rows<Out> y;
  // A second sum that panel products add: over k below k2 of x2(m, k) * w2(n, k).
  int64_t k2 = 0;
  Rows<const T> x2{}, w2{};
  bool add = false;  // panel products add to what y holds
};

// Blocks of 32 values that share a scale, by their numbers in GGUF.
enum class BlockFormat : int { Q4_0 = 2, Q4_1 = 3, Q8_0 = 8 };

constexpr int64_t blockBytes(BlockFormat format) { return format == BlockFormat::Q4_0 ? 18 : format == BlockFormat::Q4_1 ? 20 : 34; }

// Rows of whole blocks with a distance between rows, in bytes.
struct BlockRows {
  const uint8_t* first;
  int64_t stride;
  BlockFormat format;
};

// As Product, with a weight in blocks; k is a multiple of 32.
template <class Out>
struct BlockProduct {
  int64_t m, k;
  Rows<const float> x;
  BlockRows w;
  const float* bias;  // may be null
  Rows<Out> y;
};

// Queries of one sequence and one key head: q, o (queries * groups rows: head g of query t is at t * stride + g * width),
// keys and values with one row a key. The last query stands at the last key.
struct AttentionShape {
  int64_t queries, keys, groups, width;
  double scale;
  bool causal;
  int64_t window;  // 0: unlimited
  double softcap;  // 0: none
};

template <class T>
struct AttentionForward {
  AttentionShape shape;
  Rows<const T> q, k, v;
  Rows<T> o;
  Rows<float> lse;  // log of the sum of exponentials of each (query, group); null where no backward pass comes
};

template <class T>
struct AttentionBackward {
  AttentionShape shape;
  Rows<const T> q, k, v, o, grad;
  Rows<const float> lse;
  Rows<T> dq, dk, dv;
};

// One row of a batch over a cache: `count` new tokens from `start` on stand behind the `past` tokens that its slot holds,
// and before those the first `prefix` tokens of what the whole batch shares.
struct PrefixRow {
  int32_t start, count, slot, past, prefix;
};

// The queries first to first + queries of one row and key head, ordered by token and then by head within the group.
struct PrefixTask {
  int32_t row, keyHead, first, queries;
};

// Keys lie transposed: (slots, key heads, size, capacity), so that a product with many keys needs no sum across lanes.
template <class T>
struct PrefixAttention {
  const float* query;  // (tokens, heads, size), turned and scaled
  T* output;           // (tokens, heads * size)
  const T *keys, *values;              // values (slots, key heads, capacity, width)
  const T *prefixKeys, *prefixValues;  // the same without slots
  int64_t heads, keyHeads, size, width, capacity, prefixCapacity;
  int64_t window;  // 0: unlimited
  float softcap;   // 0: none
  const PrefixRow* rows;
};

template <class T>
struct Kernels {
  void (*product)(const Product<T, T>&, int64_t n0, int64_t n1);
  void (*productToFloat)(const Product<T, float>&, int64_t n0, int64_t n1);
  int64_t streamRows;    // up to so many rows a product beats a panel product
  int64_t panelRows;     // the most rows that a panel product pays for
  int64_t partRows;      // the most rows that a panel product takes at a time
  int64_t gradientRows;  // the most rows of a weight whose gradient panel products pay for
  int64_t panel;         // columns that a panel product takes at a time
  int64_t (*panelScratch)(int64_t m, int64_t k, int64_t k2);
  // For many rows; turned, the weights are (k, columns of y). The scratch has as many floats as panelScratch says.
  void (*panelProduct)(const Product<T, T>&, bool turned, int64_t n0, int64_t n1, float* scratch);
  void (*panelProductToFloat)(const Product<T, float>&, bool turned, int64_t n0, int64_t n1, float* scratch);
  void (*turnRows)(int64_t rows, int64_t columns, Rows<const T> from, Rows<T> to);
  void (*blockProduct)(const BlockProduct<T>&, int64_t n0, int64_t n1);
  // The weight's rows n0 to n1 as numbers, one after the other.
  void (*unpack)(const BlockRows& w, int64_t k, int64_t n0, int64_t n1, T* out);
  void (*rmsNorm)(int64_t rows, int64_t width, Rows<const T> x, const float* scale, double epsilon, Rows<T> y, float* inverse);
  // Adds to dScale (width) unless it is null.
  void (*rmsNormBackward)(int64_t rows, int64_t width, Rows<const T> x, const float* scale, const float* inverse, Rows<const T> dy, Rows<T> dx, float* dScale);
  // Fewer than 2^31 numbers.
  int64_t (*largestAt)(int64_t count, const T* x);
  // sign 1 turns forward, -1 back.
  void (*rope)(int64_t rows, int64_t heads, int64_t width, int64_t half, Rows<const T> x, Rows<const float> cosine, Rows<const float> sine, float sign, Rows<T> y);
  void (*gated)(int64_t rows, int64_t width, bool gelu, Rows<const T> gate, Rows<const T> up, Rows<T> y);
  void (*gatedBackward)(int64_t rows, int64_t width, bool gelu, Rows<const T> gate, Rows<const T> up, Rows<const T> dy, Rows<T> dGate, Rows<T> dUp);
  // y = x * factor where the hash of seed and place says so, else 0; place counts from the first element of the whole tensor.
  void (*drop)(int64_t first, int64_t count, const T* x, uint64_t seed, uint32_t threshold, float factor, T* y);
  // The queries q0 to q1 of one sequence.
  void (*attention)(const AttentionForward<T>&, int64_t q0, int64_t q1);
  void (*attentionBackward)(const AttentionBackward<T>&);
  // One head to float32, pairs (i, i + half) turned; without a cosine only scaled.
  void (*turn)(int64_t width, int64_t half, const T* x, const float* cosine, const float* sine, float factor, float* y);
  // One head of tokens that follow each other, turned and laid across: y (width, tokens).
  void (*turnKeys)(int64_t tokens, int64_t width, int64_t half, Rows<const T> x, const float* cosine, const float* sine, float* scratch, Rows<T> y);
  // Floats of scratch for a task of so many queries whose row has so many keys, shared ones included.
  int64_t (*prefixScratch)(int64_t queries, int64_t keys, int64_t size, int64_t width);
  int64_t prefixQueries;  // rows of scores of one task: enough that keys are read once for several queries
  void (*prefixAttention)(const PrefixAttention<T>&, const PrefixTask&, float* scratch);
};

struct Table {
  const char* name;
  Kernels<float> forFloat;
  Kernels<bf16> forBFloat16;
  // Turns one row of logits into its softmax's gradient in place (softmax - one at the label, times the slope of the bound
  // and the scale) and returns the label's log-probability; without a gradient the row is only read.
  double (*labelRow)(float* logits, int64_t count, int64_t label, double scale, double softcap, bool gradient);
  // Turns one row of the policy's logits into the slopes of weight * sum p_ref (log p_ref - log p) and returns that sum.
  double (*divergenceRow)(float* policy, const float* reference, int64_t count, float weight, double softcap);
  void (*adamW)(int64_t count, float* parameter, const float* gradient, float* first, float* second, const float settings[6]);
  double (*squares)(const float* values, int64_t count);
};

// What suits the processor that runs; DEMUR_KERNELS=base|avx2|avx512|avx512bf16|amx chooses a narrower one.
const Table& table();

// Takes the build of that name from now on, or the one that suits for null; whether the processor could. For tests that
// compare builds, while nothing else computes.
bool use(const char* name);

}  // namespace demur::kernels
