// AdamW over all parameters in one call, and clipping by the norm of all gradients.
#include "shim.h"

using namespace demur;

// One step of Loshchilov & Hutter 2019, algorithm 2 (decoupled decay), as PyTorch orders it. Parameters without a gradient stay.
DEMUR_API int demur_adamw(const Handle* parameters, const Handle* first, const Handle* second, const double* decays, int count, double rate,
                          double beta1, double beta2, double epsilon, int64_t step) {
  return run([&] {
    at::NoGradGuard guard;
    auto correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    auto correction2 = std::sqrt(1 - std::pow(beta2, static_cast<double>(step)));
    for (int i = 0; i < count; ++i) {
      auto& parameter = *parameters[i];
      if (!parameter.grad().defined()) continue;
      auto gradient = parameter.grad().to(first[i]->scalar_type());
      parameter.mul_(1 - rate * decays[i]);
      first[i]->mul_(beta1).add_(gradient, 1 - beta1);
      second[i]->mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
      parameter.addcdiv_(*first[i], (second[i]->sqrt() / correction2).add_(epsilon), -rate / correction1);
    }
  });
}

DEMUR_API int demur_clip_grad_norm(const Handle* parameters, int count, double limit, double* norm) {
  return run([&] {
    at::NoGradGuard guard;
    double squares = 0;
    for (int i = 0; i < count; ++i) {
      if (!parameters[i]->grad().defined()) continue;
      auto one = parameters[i]->grad().to(at::kDouble).norm().item().toDouble();
      squares += one * one;
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
