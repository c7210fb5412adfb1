#pragma once

#include "rows.h"

namespace demur {

// x W^T + bias (undefined for none), by whatever is fastest for so many rows.
at::Tensor applyLinear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

// x W, without gradients: what x W^T passes back.
at::Tensor applyTurned(const at::Tensor& x, const at::Tensor& weight);

// x W^T with float32 results, without gradients; rows of bfloat16 lose nothing on the way.
at::Tensor linearToFloat(const at::Tensor& x, const at::Tensor& weight);

}  // namespace demur
