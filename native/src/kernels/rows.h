// Row by row: norms, rotary positions, gates, softmax with labels, AdamW.
#pragma once

namespace demur::kernels {
namespace {

template <class T>
void rmsNorm(int64_t rows, int64_t width, Rows<const T> x, const float* scale, double epsilon, Rows<T> y, float* inverse) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* from = x.first + r * x.stride;
    T* to = y.first + r * y.stride;
    vec sums[2] = {vec{}, vec{}};
    int64_t i = 0;
    for (; i + 2 * kLanes <= width; i += 2 * kLanes) {
      vec a = load(from + i), b = load(from + i + kLanes);
      sums[0] += a * a;
      sums[1] += b * b;
    }
    float sum = total(sums[0] + sums[1]);
    for (; i < width; ++i) sum += toFloat(from[i]) * toFloat(from[i]);
    float factor = 1.0f / __builtin_sqrtf(sum / static_cast<float>(width) + static_cast<float>(epsilon));
    if (inverse != nullptr) inverse[r] = factor;
    i = 0;
    for (; i + kLanes <= width; i += kLanes) store(to + i, load(from + i) * factor * load(scale + i));
    for (; i < width; ++i) put(to + i, toFloat(from[i]) * factor * scale[i]);
  }
}

// y = x r s with r = (mean(x^2) + e)^-1/2: dx = r (s dy) - x r^3 / width * sum(s dy x), ds = sum over rows of dy x r.
template <class T>
void rmsNormBackward(int64_t rows, int64_t width, Rows<const T> x, const float* scale, const float* inverse, Rows<const T> dy, Rows<T> dx, float* dScale) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* value = x.first + r * x.stride;
    const T* grad = dy.first + r * dy.stride;
    T* to = dx.first + r * dx.stride;
    float factor = inverse[r];
    vec sums = vec{};
    int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) sums += load(grad + i) * load(scale + i) * load(value + i);
    float sum = total(sums);
    for (; i < width; ++i) sum += toFloat(grad[i]) * scale[i] * toFloat(value[i]);
    float pull = sum * factor * factor * factor / static_cast<float>(width);
    i = 0;
    for (; i + kLanes <= width; i += kLanes) {
      vec g = load(grad + i), v = load(value + i);
      store(to + i, g * load(scale + i) * factor - v * pull);
      if (dScale != nullptr) store(dScale + i, load(dScale + i) + g * v * factor);
    }
    for (; i < width; ++i) {
      float g = toFloat(grad[i]), v = toFloat(value[i]);
      put(to + i, g * scale[i] * factor - v * pull);
      if (dScale != nullptr) dScale[i] += g * v * factor;
    }
  }
}

template <class T>
void rope(int64_t rows, int64_t heads, int64_t width, int64_t half, Rows<const T> x, Rows<const float> cosine, Rows<const float> sine, float sign, Rows<T> y) {
  for (int64_t r = 0; r < rows; ++r) {
    const float* c = cosine.first + r * cosine.stride;
    const float* s = sine.first + r * sine.stride;
    for (int64_t h = 0; h < heads; ++h) {
      const T* from = x.first + r * x.stride + h * width;
      T* to = y.first + r * y.stride + h * width;
      int64_t i = 0;
      for (; i + kLanes <= half; i += kLanes) {
        vec a = load(from + i), b = load(from + half + i), cos = load(c + i), sin = load(s + i) * sign;
        store(to + i, a * cos - b * sin);
        store(to + half + i, b * cos + a * sin);
      }
      for (; i < half; ++i) {
        float a = toFloat(from[i]), b = toFloat(from[half + i]), sin = s[i] * sign;
        put(to + i, a * c[i] - b * sin);
        put(to + half + i, b * c[i] + a * sin);
      }
      for (i = 2 * half; i < width; ++i) to[i] = from[i];
    }
  }
}

// Silu(x) = x sigmoid(x); the tanh form of GELU is x sigmoid(2 u) with u = sqrt(2 / pi) (x + 0.044715 x^3).
constexpr float kGelu = 1.5957691216f;
constexpr float kGeluCube = 0.044715f;

struct Activated {
  vec value, slope;
};

inline __attribute__((always_inline)) Activated activate(vec x, bool gelu) {
  if (!gelu) {
    vec s = sigmoid(x);
    return {x * s, s * (1.0f + x * (1.0f - s))};
  }
  vec square = x * x;
  vec s = sigmoid(kGelu * x * (1.0f + kGeluCube * square));
  return {x * s, s + x * s * (1.0f - s) * kGelu * (1.0f + 3 * kGeluCube * square)};
}

// Runs a body over a row's vectors, and over its rest one element in each vector's first lane.
template <class F>
inline __attribute__((always_inline)) void alongRow(int64_t width, F&& body) {
  int64_t i = 0;
  for (; i + kLanes <= width; i += kLanes) body(i, false);
  for (; i < width; ++i) body(i, true);
}

template <class T>
inline __attribute__((always_inline)) vec fetch(const T* from, bool one) { return one ? splat(toFloat(*from)) : load(from); }

template <class T>
inline __attribute__((always_inline)) void keep(T* to, vec x, bool one) {
  if (one) put(to, x[0]);
  else store(to, x);
}

template <class T>
void gated(int64_t rows, int64_t width, bool gelu, Rows<const T> gate, Rows<const T> up, Rows<T> y) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* g = gate.first + r * gate.stride;
    const T* u = up.first + r * up.stride;
    T* to = y.first + r * y.stride;
    alongRow(width, [&](int64_t i, bool one) { keep(to + i, activate(fetch(g + i, one), gelu).value * fetch(u + i, one), one); });
  }
}

template <class T>
void gatedBackward(int64_t rows, int64_t width, bool gelu, Rows<const T> gate, Rows<const T> up, Rows<const T> dy, Rows<T> dGate, Rows<T> dUp) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* g = gate.first + r * gate.stride;
    const T* u = up.first + r * up.stride;
    const T* grad = dy.first + r * dy.stride;
    T* toGate = dGate.first + r * dGate.stride;
    T* toUp = dUp.first + r * dUp.stride;
    alongRow(width, [&](int64_t i, bool one) {
      Activated a = activate(fetch(g + i, one), gelu);
      vec d = fetch(grad + i, one);
      keep(toGate + i, d * fetch(u + i, one) * a.slope, one);
      keep(toUp + i, d * a.value, one);
    });
  }
}

// MurmurHash3's finaliser: every bit of the place turns over half of the result's bits.
inline __attribute__((always_inline)) uvec mixed(uvec x) {
  x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
  x = (x ^ (x >> 13)) * 0xC2B2AE35u;
  return x ^ (x >> 16);
}

template <class T>
void drop(int64_t first, int64_t count, const T* x, uint64_t seed, uint32_t threshold, float factor, T* y) {
  uint32_t low = static_cast<uint32_t>(seed), high = static_cast<uint32_t>(seed >> 32);
  uvec lanes;
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = static_cast<uint32_t>(lane);
  alongRow(count, [&](int64_t i, bool one) {
    uint64_t place = static_cast<uint64_t>(first + i);
    uvec hash = mixed(mixed(lanes + static_cast<uint32_t>(place) + low) + high + static_cast<uint32_t>(place >> 32));
    ivec kept = hash >= threshold;
    keep(y + i, select(kept, fetch(x + i, one) * factor, vec{}), one);
  });
}

double labelRow(float* logits, int64_t count, int64_t label, double scale, double softcap, bool gradient) {
  float factor = static_cast<float>(scale), cap = static_cast<float>(softcap);
  auto bounded = [&](vec x) { return softcap > 0 ? hyperbolicTangent(x * (factor / cap)) * cap : x * factor; };

  vec most = splat(-3.0e38f);
  alongRow(count, [&](int64_t i, bool one) { most = larger(most, fetch(logits + i, one)); });
  float top = through(bounded, largest(most));

  // Each lane adds at most count / lanes terms; lanes are joined in double.
  vec sums = vec{};
  alongRow(count, [&](int64_t i, bool one) {
    vec e = exponential(bounded(fetch(logits + i, one)) - top);
    if (one) sums[0] += e[0];
    else sums += e;
  });
  double sum = 0;
  for (int lane = 0; lane < kLanes; ++lane) sum += sums[lane];
  double logProbability = through(bounded, logits[label]) - static_cast<double>(top) - __builtin_log(sum);
  if (!gradient) return logProbability;

  float share = static_cast<float>(1 / sum);
  float atLabel = through(bounded, logits[label]);
  float slopeAtLabel = softcap > 0 ? factor * (1 - atLabel * atLabel / (cap * cap)) : factor;
  alongRow(count, [&](int64_t i, bool one) {
    vec b = bounded(fetch(logits + i, one));
    vec slope = softcap > 0 ? factor * (1.0f - b * b / (cap * cap)) : splat(factor);
    keep(logits + i, -exponential(b - top) * share * slope, one);
  });
  logits[label] += slopeAtLabel;
  return logProbability;
}

// The logarithm of the sum of exponentials of one row. Each lane adds at most count / lanes terms; lanes are joined in double.
inline double logSum(const float* logits, int64_t count) {
  vec most = splat(-3.0e38f);
  alongRow(count, [&](int64_t i, bool one) { most = larger(most, fetch(logits + i, one)); });
  float top = largest(most);
  vec sums = vec{};
  alongRow(count, [&](int64_t i, bool one) {
    vec e = exponential(fetch(logits + i, one) - top);
    if (one) sums[0] += e[0];
    else sums += e;
  });
  double sum = 0;
  for (int lane = 0; lane < kLanes; ++lane) sum += sums[lane];
  return static_cast<double>(top) + __builtin_log(sum);
}

// The first place of the largest number, or of the first that is not a number.
template <class T>
int64_t largestAt(int64_t count, const T* x) {
  vec best = splat(-__builtin_inff());
  ivec at = ivec{}, odd = ivec{}, lanes;
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = lane;
  alongRow(count, [&](int64_t i, bool one) {
    vec value = fetch(x + i, one);
    ivec place = (one ? ivec{} : lanes) + static_cast<int32_t>(i), more = value > best;
    best = select(more, value, best);
    at = (place & more) | (at & ~more);
    odd |= value != value;
  });
  int64_t result = at[0];
  float most = best[0];
  bool numbers = odd[0] == 0;
  for (int lane = 1; lane < kLanes; ++lane) {
    if (best[lane] > most || (best[lane] == most && at[lane] < result)) most = best[lane], result = at[lane];
    numbers = numbers && odd[lane] == 0;
  }
  for (int64_t i = 0; !numbers && i < count; ++i)
    if (toFloat(x[i]) != toFloat(x[i])) return i;
  return result;
}

double divergenceRow(float* policy, const float* reference, int64_t count, float weight, double softcap) {
  float given = static_cast<float>(logSum(policy, count)), expected = static_cast<float>(logSum(reference, count));
  float bound = softcap > 0 ? static_cast<float>(1 / (softcap * softcap)) : 0;
  vec sums = vec{};
  alongRow(count, [&](int64_t i, bool one) {
    vec logit = fetch(policy + i, one), p = logit - given, r = fetch(reference + i, one) - expected;
    vec share = exponential(r), term = share * (r - p);
    if (one) sums[0] += term[0];
    else sums += term;
    keep(policy + i, (exponential(p) - share) * weight * (1.0f - logit * logit * bound), one);
  });
  double sum = 0;
  for (int lane = 0; lane < kLanes; ++lane) sum += sums[lane];
  return sum * weight;
}

// settings: 1 - rate * decay, beta1, beta2, 1 / sqrt(correction2), epsilon, rate / correction1
void adamW(int64_t count, float* parameter, const float* gradient, float* first, float* second, const float settings[6]) {
  float shrink = settings[0], beta1 = settings[1], beta2 = settings[2], root = settings[3], epsilon = settings[4], rate = settings[5];
  alongRow(count, [&](int64_t i, bool one) {
    vec g = fetch(gradient + i, one);
    vec m = fetch(first + i, one) * beta1 + g * (1 - beta1);
    vec v = fetch(second + i, one) * beta2 + g * g * (1 - beta2);
    vec deviation = vec{};
    for (int lane = 0; lane < kLanes; ++lane) deviation[lane] = __builtin_sqrtf(v[lane]);
    keep(first + i, m, one);
    keep(second + i, v, one);
    keep(parameter + i, fetch(parameter + i, one) * shrink - rate * m / (deviation * root + epsilon), one);
  });
}

double squares(const float* values, int64_t count) {
  double sum = 0;
  // Blocks in float32, joined in double.
  for (int64_t start = 0; start < count; start += 4096) {
    int64_t length = count - start < 4096 ? count - start : 4096;
    vec sums = vec{};
    const float* from = values + start;
    alongRow(length, [&](int64_t i, bool one) {
      vec x = fetch(from + i, one);
      if (one) sums[0] += x[0] * x[0];
      else sums += x * x;
    });
    sum += static_cast<double>(total(sums));
  }
  return sum;
}

}  // namespace
}  // namespace demur::kernels
