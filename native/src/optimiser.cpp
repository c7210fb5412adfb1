// AdamW over all parameters in one call, and clipping by the norm of all gradients.
#include "rows.h"

using namespace demur;

namespace {

bool isPlainFloat(const at::Tensor& x) { return x.is_cpu() && x.scalar_type() == at::kFloat && x.is_contiguous(); }

struct Step {
  double rate, beta1, beta2, epsilon, correction1, correction2;
};

// A stretch of one parameter's elements.
struct Stretch {
  float *parameter, *first, *second;
  const float* gradient;
  int64_t count;
  double decay;
};

constexpr int64_t kStretch = 1 << 16;

void moveFloats(const std::vector<Stretch>& stretches, const Step& step) {
  at::parallel_for(0, static_cast<int64_t>(stretches.size()), 1, [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; ++i) {
      const auto& s = stretches[static_cast<size_t>(i)];
      const float settings[] = {static_cast<float>(1 - step.rate * s.decay), static_cast<float>(step.beta1), static_cast<float>(step.beta2),
                                static_cast<float>(1 / std::sqrt(step.correction2)), static_cast<float>(step.epsilon), static_cast<float>(step.rate / step.correction1)};
      kernels::table().adamW(s.count, s.parameter, s.gradient, s.first, s.second, settings);
    }
  });
}

void moveOther(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& first, const at::Tensor& second, const Step& step, double decay) {
  auto type = first.scalar_type();
  auto values = parameter.to(type), slope = gradient.to(type);
  first.mul_(step.beta1).add_(slope, 1 - step.beta1);
  second.mul_(step.beta2).addcmul_(slope, slope, 1 - step.beta2);
  auto moved = (values * (1 - step.rate * decay)).addcdiv_(first, (second.sqrt() / std::sqrt(step.correction2)).add_(step.epsilon), -step.rate / step.correction1);
  parameter.copy_(moved);
}

}  // namespace

// One step of Loshchilov & Hutter 2019, algorithm 2 (decoupled decay), as PyTorch orders it. Parameters without a gradient stay.
DEMUR_API int demur_adamw(const Handle* parameters, const Handle* first, const Handle* second, const double* decays, int count, double rate,
                          double beta1, double beta2, double epsilon, int64_t number) {
  return run([&] {
    at::NoGradGuard guard;
    Step step{rate, beta1, beta2, epsilon, 1 - std::pow(beta1, static_cast<double>(number)), 1 - std::pow(beta2, static_cast<double>(number))};
    std::vector<Stretch> stretches;
    std::vector<at::Tensor> held;
    for (int i = 0; i < count; ++i) {
      auto gradient = parameters[i]->grad();
      if (!gradient.defined()) continue;
      if (!isPlainFloat(*parameters[i]) || !isPlainFloat(*first[i]) || !isPlainFloat(*second[i])) {
        moveOther(*parameters[i], gradient, *first[i], *second[i], step, decays[i]);
        continue;
      }
      held.push_back(gradient.to(at::kFloat).contiguous());
      for (int64_t start = 0; start < gradient.numel(); start += kStretch) {
        stretches.push_back({parameters[i]->data_ptr<float>() + start, first[i]->data_ptr<float>() + start, second[i]->data_ptr<float>() + start,
                             held.back().data_ptr<float>() + start, std::min(kStretch, gradient.numel() - start), decays[i]});
      }
    }
    moveFloats(stretches, step);
  });
}

DEMUR_API int demur_clip_grad_norm(const Handle* parameters, int count, double limit, double* norm) {
  return run([&] {
    at::NoGradGuard guard;
    double squares = 0;
    for (int i = 0; i < count; ++i) {
      auto gradient = parameters[i]->grad();
      if (!gradient.defined()) continue;
      if (isPlainFloat(gradient)) {
        squares += kernels::table().squares(gradient.data_ptr<float>(), gradient.numel());
      } else {
        auto one = gradient.to(at::kDouble).norm().item().toDouble();
        squares += one * one;
      }
    }
    *norm = std::sqrt(squares);
    if (!(*norm > limit) || !std::isfinite(*norm)) return;
    for (int i = 0; i < count; ++i) {
      if (parameters[i]->grad().defined()) parameters[i]->mutable_grad().mul_(limit / (*norm + 1e-6));
    }
  });
}

DEMUR_API int demur_zero_grad(const Handle* parameters, int count) {
  return run([&] {
    for (int i = 0; i < count; ++i) parameters[i]->mutable_grad() = at::Tensor();
  });
}
