#pragma once

#include "rows.h"

namespace demur {

// x W^T + bias (undefined for none), by whatever is fastest for so many rows.
at::Tensor applyLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

// A product beside another one, which is added to it: the low-rank branch of a layer.
struct Beside {
  at::Tensor x, weight;
};

// x W^T + bias + the product beside it, rounded once; without gradients.
at::Tensor applyBoth(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const Beside& beside);

// x W, without gradients: what x W^T passes back.
at::Tensor applyTurned(const at::Tensor& x, const at::Tensor& weight, const Beside& beside = {});

// x W in float32, without gradients: where W is what else arrived at each row, the gradient of a weight.
at::Tensor turnedToFloat(const at::Tensor& x, const at::Tensor& weight);

// x W^T with float32 results, without gradients; rows of bfloat16 lose nothing on the way.
at::Tensor linearToFloat(const at::Tensor& x, const at::Tensor& weight);

}  // namespace demur
