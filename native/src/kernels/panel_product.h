// Products of many rows with a weight. A panel of the weight is laid out anew within the cache of the core that works on it, so
// that sums need no adding across lanes, and the weight is read from memory once.
#pragma once

#include <utility>

namespace demur::kernels {
namespace {

// With the instruction that adds two products of bfloat16, a panel holds pairs of neighbours; otherwise it holds float32.
#if defined(__AVX512BF16__)
template <class T>
constexpr bool kPairs = sizeof(T) == 2;
#else
template <class T>
constexpr bool kPairs = false;
#endif

// With registers that hold matrices (Intel's AMX) a panel of pairs is what they multiply with as it lies: see matrix_tiles.h.
#if defined(__AMX_BF16__)
template <class T>
constexpr bool kMatrices = sizeof(T) == 2;
#else
template <class T>
constexpr bool kMatrices = false;
#endif

// Rows of x in a tile and vectors in a panel: their sums, and what is multiplied, just fit the registers.
template <class T>
constexpr int kTileRows = kMatrices<T> ? 32 : kLanes == 16 ? 8 : 6;
template <class T>
constexpr int kPanelVectors = kLanes == 16 && !kMatrices<T> ? 3 : 2;
template <class T>
constexpr int kPanel = kPanelVectors<T> * kLanes;

// The steps along the sum whose panel stays in the cache: 295 KB of the second one with the widest registers, 37 KB of the first
// with matrices.
template <class T>
constexpr int64_t kMostSteps = kMatrices<T> ? 288 : 1536;

// A panel has a multiple of so many steps, with zeros behind the last.
template <class T>
constexpr int64_t kStepsTogether = kMatrices<T> ? 16 : 1;

// Up to here a weight is better streamed as it lies than laid out anew.
template <class T>
constexpr int64_t kStreamRows = kMatrices<T> ? 1 : 12;

// Rows that go by the panels at a time, so that their sums stay in the second cache.
template <class T>
constexpr int64_t kPartRows = kMatrices<T> ? 1024 : INT64_MAX;

// For more rows the BLAS is faster, where it knows the processor: OpenBLAS's AVX2 kernels are, and its AVX-512 ones on the processors
// that have AMX; on others its AVX-512 ones and oneDNN's are not.
template <class T>
constexpr int64_t kPanelRows = kLanes == 8 ? 128 : kLanes < 8 ? 0 : INT64_MAX;
#if defined(__AMX_BF16__)
template <>
constexpr int64_t kPanelRows<float> = 64;
#endif

// For more rows of a weight libtorch is faster with its gradient: oneDNN with matrices is.
template <class T>
constexpr int64_t kGradientRows = kMatrices<T> ? 0 : kPanelRows<T>;

template <class T>
constexpr int64_t kPiece = kPairs<T> ? 2 : 1;

// Steps of a panel over k places of the sum.
template <class T>
inline int64_t stepsOf(int64_t k) {
  constexpr int64_t places = kPiece<T> * kStepsTogether<T>;
  return (k + places - 1) / places * kStepsTogether<T>;
}

// What a lane of a panel holds of one row: one float32, or a pair. The last of an odd number stands beside a zero.
template <class T>
inline __attribute__((always_inline)) vec pieces(const T* from) {
  if constexpr (kPairs<T>) return *reinterpret_cast<const vecInMemory*>(from);
  else return load(from);
}

// Exchanges what two rows hold of each other's places, D lanes apart.
template <int D, int... I>
inline __attribute__((always_inline)) void exchange(vec& a, vec& b, std::integer_sequence<int, I...>) {
  vec first = __builtin_shufflevector(a, b, ((I & D) != 0 ? kLanes + I - D : I)...);
  b = __builtin_shufflevector(a, b, ((I & D) != 0 ? kLanes + I : I + D)...);
  a = first;
}

template <int D>
inline __attribute__((always_inline)) void turnBlock(vec* rows) {
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) {
    if ((i & D) == 0) exchange<D>(rows[i], rows[i + D], std::make_integer_sequence<int, kLanes>{});
  }
  if constexpr (D > 1) turnBlock<D / 2>(rows);
}

// Rows turned round: to(columns, rows).
template <class From, class To>
void turnRows(int64_t rows, int64_t columns, Rows<const From> from, Rows<To> to) {
  int64_t r = 0;
  for (; r + kLanes <= rows; r += kLanes) {
    const From* first = from.first + r * from.stride;
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes) {
      vec block[kLanes];
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) block[i] = load(first + i * from.stride + c);
      turnBlock<kLanes / 2>(block);
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) store(to.first + (c + i) * to.stride + r, block[i]);
    }
    for (; c < columns; ++c)
      for (int64_t i = 0; i < kLanes; ++i) put(to.first + c * to.stride + r + i, toFloat(first[i * from.stride + c]));
  }
  for (; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c) put(to.first + c * to.stride + r, toFloat(from.first[r * from.stride + c]));
}

// Columns n to n + NV * kLanes of y stand at the rows of w (or at its columns) from n on; what lies past n1 is read again from
// the last one, and nobody reads its products. The steps from k0 to k1 become (steps, NV * kLanes).
template <int NV, class T>
void packRows(const Rows<const T>& w, int64_t k0, int64_t k1, int64_t n, int64_t n1, float* panel) {
  constexpr int64_t piece = kPiece<T>, width = NV * kLanes;
  for (int64_t j = 0; j < width; j += kLanes) {
    const T* from[kLanes];
    for (int64_t i = 0; i < kLanes; ++i) from[i] = w.first + (n + j + i < n1 ? n + j + i : n1 - 1) * w.stride + k0;
    float* to = panel + j;
    int64_t k = k0;
    for (; k + kLanes * piece <= k1; k += kLanes * piece, to += kLanes * width) {
      vec rows[kLanes];
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) rows[i] = pieces(from[i] + (k - k0));
      turnBlock<kLanes / 2>(rows);
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) store(to + i * width, rows[i]);
    }
    for (; k < k1; k += piece, to += width) {
      for (int i = 0; i < kLanes; ++i) {
        const T* at = from[i] + (k - k0);
        if constexpr (kPairs<T>) {
          uint32_t pair = at->bits | (k + 1 < k1 ? static_cast<uint32_t>(at[1].bits) << 16 : 0);
          __builtin_memcpy(to + i, &pair, sizeof pair);
        } else {
          to[i] = toFloat(*at);
        }
      }
    }
  }
}

template <class T>
inline __attribute__((always_inline)) vec piecesDown(const T* upper, const T* lower) {
  if constexpr (kPairs<T>) {
    hvec first = *reinterpret_cast<const hvecInMemory*>(upper), second = *reinterpret_cast<const hvecInMemory*>(lower);
    uvec both = __builtin_convertvector(first, uvec) | __builtin_convertvector(second, uvec) << 16;
    return (vec)both;
  } else {
    return load(upper);
  }
}

// A line of a panel from two rows, of which `count` places are there.
template <int NV, class T>
inline __attribute__((always_inline)) void packLine(const T* upper, const T* lower, int64_t count, float* line) {
  for (int64_t j = 0; j < NV * kLanes; j += kLanes) {
    if (j + kLanes <= count) {
      store(line + j, piecesDown(upper + j, lower + j));
      continue;
    }
    T last[2 * kLanes];
    for (int64_t i = 0; i < kLanes; ++i) {
      int64_t at = j + i < count ? j + i : count - 1;
      last[i] = upper[at];
      last[kLanes + i] = lower[at];
    }
    store(line + j, piecesDown(last, last + kLanes));
  }
}

constexpr int64_t kLine = 64;

// So many rows further on the memory is asked: they lie too far apart for the processor to guess them.
constexpr int64_t kRowsAhead = 16;

// The same for weights that are (k, columns of y): neighbouring panels at once, `size` floats apart, so that a row's lines are
// read together.
template <int NV, class T>
void packColumns(const Rows<const T>& w, int64_t k0, int64_t k1, int64_t n, int64_t n1, int64_t together, int64_t size, float* panels) {
  const T zeros[NV * kLanes] = {};
  for (int64_t k = k0; k < k1; k += kPiece<T>, panels += NV * kLanes) {
    bool whole = k + kPiece<T> <= k1;
    const T* upper = w.first + k * w.stride + n;
    for (int64_t row = kRowsAhead; row < kRowsAhead + kPiece<T>; ++row)
      for (int64_t i = 0; i < together * NV * kLanes; i += kLine / static_cast<int64_t>(sizeof(T))) __builtin_prefetch(upper + row * w.stride + i, 0, 3);
    for (int64_t i = 0; i < together; ++i) {
      const T* from = upper + i * NV * kLanes;
      packLine<NV>(from, whole ? from + (kPiece<T> - 1) * w.stride : zeros, n1 - n - i * NV * kLanes, panels + i * size);
    }
  }
}

// A piece of x in every lane, and its products added to a vector of sums. Not whole, it is the last of an odd number.
template <bool Whole, class T>
inline __attribute__((always_inline)) vec everywhere(const T* x) {
#if defined(__AVX512BF16__)
  if constexpr (kPairs<T>) {
    int32_t pair = 0;
    __builtin_memcpy(&pair, x, Whole ? sizeof pair : sizeof(T));
    return (vec)_mm512_set1_epi32(pair);
  }
#endif
  return splat(toFloat(*x));
}

template <class T>
inline __attribute__((always_inline)) vec addPieces(vec sum, vec x, vec w) {
#if defined(__AVX512BF16__)
  if constexpr (kPairs<T>) {
    return (vec)_mm512_dpbf16_ps(reinterpret_cast<__m512&>(sum), reinterpret_cast<__m512bh&>(x), reinterpret_cast<__m512bh&>(w));
  }
#endif
  return sum + x * w;
}

// What a tile's sums begin with and where they go: sums of earlier steps, or nothing; float32 for later steps, or the result.
template <class T, class Out>
struct PanelRun {
  const Product<T, Out>* p;
  const float *panel, *panel2;  // the second sum's, of which all steps fit
  float* sums;                  // (m, NV * kLanes), null where one panel has all steps
  int64_t k0, k1, n, n1;
  const char* ahead;    // what the next panel is made of, null where that is not in one piece
  int64_t aheadOfTile;  // lines of it that each tile asks the memory for
};

template <bool Whole, int MT, int NV, class T>
inline __attribute__((always_inline)) void addStep(vec (&sums)[MT][NV], const T* const (&x)[MT], int64_t k, const float* panel) {
  vec w[NV];
  for (int j = 0; j < NV; ++j) w[j] = load(panel + j * kLanes);
#pragma GCC unroll 8
  for (int i = 0; i < MT; ++i) {
    vec factor = everywhere<Whole>(x[i] + k);
#pragma GCC unroll 4
    for (int j = 0; j < NV; ++j) sums[i][j] = addPieces<T>(sums[i][j], factor, w[j]);
  }
}

// Adds the products of MT rows with all steps of a panel, and asks the memory for a line with each as long as there are any.
template <int MT, int NV, class T>
inline __attribute__((always_inline)) void addSteps(vec (&sums)[MT][NV], const Rows<const T>& rows, int64_t m, int64_t k0, int64_t k1, const float* panel, const char* ahead, const char* last) {
  const T* x[MT];
  for (int i = 0; i < MT; ++i) x[i] = rows.first + (m + i) * rows.stride;
  int64_t k = k0;
  for (; k + kPiece<T> <= k1; k += kPiece<T>, panel += NV * kLanes) {
    if (ahead < last) __builtin_prefetch(ahead, 0, 2), ahead += kLine;
    addStep<true>(sums, x, k, panel);
  }
  if (k < k1) addStep<false>(sums, x, k, panel);
}

// The sums of `count` columns of one row from column n on, with the bias, become part of the result or are added to it.
template <class T, class Out>
inline __attribute__((always_inline)) void writeSums(const Product<T, Out>& p, int64_t m, int64_t n, int64_t count, vec sums) {
  Out* y = p.y.first + m * p.y.stride + n;
  if (count >= kLanes) {
    if (p.bias != nullptr) sums += load(p.bias + n);
    if (p.add) sums += load(y);
    return store(y, sums);
  }
  for (int64_t j = 0; j < count; ++j) put(y + j, sums[j] + (p.bias == nullptr ? 0 : toFloat(p.bias[n + j])) + (p.add ? toFloat(y[j]) : 0));
}

template <int NV, class T, class Out>
inline __attribute__((always_inline)) void writeRow(const PanelRun<T, Out>& run, int64_t m, const vec (&sums)[NV]) {
  for (int j = 0; j < NV; ++j) writeSums(*run.p, m, run.n + j * kLanes, run.n1 - run.n - j * kLanes, sums[j]);
}

// Not inlined: a tile needs all registers for itself.
template <int MT, int NV, class T, class Out>
__attribute__((noinline)) void panelTile(const PanelRun<T, Out>& run, int64_t m) {
  const auto& p = *run.p;
  float* kept = run.sums == nullptr ? nullptr : run.sums + m * NV * kLanes;
  vec sums[MT][NV];
  for (int i = 0; i < MT; ++i)
    for (int j = 0; j < NV; ++j) sums[i][j] = kept == nullptr || run.k0 == 0 ? vec{} : load(kept + (i * NV + j) * kLanes);
  const char* ahead = run.ahead == nullptr ? nullptr : run.ahead + m / kTileRows<T> * run.aheadOfTile * kLine;
  const char* last = run.ahead == nullptr ? nullptr : ahead + run.aheadOfTile * kLine;
  addSteps<MT, NV>(sums, p.x, m, run.k0, run.k1, run.panel, ahead, last);
  if (run.k1 == p.k && p.k2 > 0) addSteps<MT, NV>(sums, p.x2, m, 0, p.k2, run.panel2, nullptr, nullptr);
  for (int i = 0; i < MT; ++i) {
    if (run.k1 == p.k) {
      writeRow<NV>(run, m + i, sums[i]);
    } else {
      for (int j = 0; j < NV; ++j) store(kept + (i * NV + j) * kLanes, sums[i][j]);
    }
  }
}

// Lays out neighbouring panels, one after the other.
template <int NV, class T>
void pack(const Rows<const T>& w, bool turned, int64_t k0, int64_t k1, int64_t n, int64_t n1, float* panels, int64_t together = 1) {
  int64_t size = NV * kLanes * stepsOf<T>(k1 - k0);
  if (turned) packColumns<NV>(w, k0, k1, n, n1, together, size, panels);
  for (int64_t i = 0; i < together; ++i, panels += size) {
    if (!turned) packRows<NV>(w, k0, k1, n + i * NV * kLanes, n1, panels);
    for (int64_t step = (k1 - k0 + kPiece<T> - 1) / kPiece<T>; step < stepsOf<T>(k1 - k0); ++step)
      for (int j = 0; j < NV; ++j) store(panels + (step * NV + j) * kLanes, vec{});
  }
}

}  // namespace
}  // namespace demur::kernels

#if defined(__AMX_BF16__)
#include "matrix_tiles.h"
#endif

namespace demur::kernels {
namespace {

// All rows with one panel.
template <int NV, class T, class Out>
void panelTiles(const PanelRun<T, Out>& run) {
  int64_t m = 0, rows = run.p->m;
  for (; m + kTileRows<T> <= rows; m += kTileRows<T>) panelTile<kTileRows<T>, NV>(run, m);
  if (m + 4 <= rows) panelTile<4, NV>(run, m), m += 4;
  if (m + 2 <= rows) panelTile<2, NV>(run, m), m += 2;
  if (m < rows) panelTile<1, NV>(run, m);
}

// Neighbouring panels of turned weights that are laid out at once, as many as stay in the cache.
template <class T>
inline int64_t panelsTogether(int64_t k) { return atLeast(atMost(kMostSteps<T> / atLeast(stepsOf<T>(k), 1), 4), 1); }

// So many whole panels of columns from n on.
template <int NV, class T, class Out>
void panelColumns(const Product<T, Out>& p, bool turned, bool more, int64_t n, int64_t n1, float* scratch, int64_t together = 1) {
  int64_t most = kMostSteps<T> * kPiece<T>, tiles = (p.m + kTileRows<T> - 1) / kTileRows<T>, width = NV * kLanes, size = width * stepsOf<T>(atMost(p.k, most));
  float* panel2 = scratch + together * size;
  PanelRun<T, Out> run{&p, scratch, panel2, p.k > most ? panel2 + width * stepsOf<T>(p.k2) : nullptr, 0, 0, n, n1, nullptr, 0};
  if (more && !turned && p.k <= most) {
    run.ahead = reinterpret_cast<const char*>(p.w.first + n1 * p.w.stride);
    run.aheadOfTile = kPanel<T> * p.w.stride * static_cast<int64_t>(sizeof(T)) / kLine / tiles;
  }
  for (; run.k1 < p.k; run.k0 = run.k1) {
    run.k1 = atMost(run.k0 + most, p.k);
    pack<NV>(p.w, turned, run.k0, run.k1, n, n1, scratch, together);
    for (int64_t i = 0; i < together; ++i, run.panel += size) {
      run.n = n + i * width;
      run.n1 = together == 1 ? n1 : run.n + width;
      if (p.k2 > 0 && run.k0 == 0) pack<NV>(p.w2, turned, 0, p.k2, run.n, run.n1, panel2);
      panelTiles<NV>(run);
    }
    run.panel = scratch;
  }
}

// The columns n0 to n1 of y. Turned, the weights are (k, columns of y) instead of (columns of y, k).
template <class T, class Out>
void panelProduct(const Product<T, Out>& p, bool turned, int64_t n0, int64_t n1, float* scratch) {
#if defined(__AMX_BF16__)
  if constexpr (kMatrices<T>) return matrixProduct(p, turned, n0, n1, scratch);
#endif
  constexpr int64_t panel = kPanel<T>;
  // A last panel of one vector would wait for its own sums, so four vectors go two by two.
  int64_t whole = (n1 - n0) / panel - (kPanelVectors<T> > 2 && n1 - n0 > panel && (n1 - n0) % panel == kLanes ? 1 : 0);
  int64_t n = n0, end = n0 + whole * panel, most = turned && p.k <= kMostSteps<T> * kPiece<T> ? panelsTogether<T>(p.k) : 1;
  for (int64_t together = 1; n < end; n += together * panel) {
    together = atMost((end - n) / panel, most);
    panelColumns<kPanelVectors<T>>(p, turned, n + 2 * panel <= n1, n, n + together * panel, scratch, together);
  }
  for (; kPanelVectors<T> > 2 && n + kLanes < n1; n += 2 * kLanes) panelColumns<2>(p, turned, false, n, atMost(n + 2 * kLanes, n1), scratch);
  for (; n < n1; n += kLanes) panelColumns<1>(p, turned, false, n, atMost(n + kLanes, n1), scratch);
}

// Floats that panelProduct needs.
template <class T>
int64_t panelScratch(int64_t m, int64_t k, int64_t k2) {
#if defined(__AMX_BF16__)
  if constexpr (kMatrices<T>) return matrixScratch(m, k, k2);
#endif
  int64_t most = kMostSteps<T> * kPiece<T>;
  return kPanel<T> * (stepsOf<T>(atMost(k, most)) * (k > most ? 1 : panelsTogether<T>(k)) + stepsOf<T>(k2) + (k > most ? m : 0));
}

}  // namespace
}  // namespace demur::kernels
