import Autograd
import Tensors

/// The operations under test, by the names of `Fixtures/make_operations.py`.
let operations: [String: @Sendable ([Variable]) -> Variable] = [
  "conv3x3": {
    $0[0].convolved(weight: $0[1], bias: $0[2], window: .init(kernel: 3, padding: 1))
  },
  "conv3x3-wide": {
    $0[0].convolved(weight: $0[1], bias: $0[2], window: .init(kernel: 3, padding: 1))
  },
  "conv3x3-deep": { $0[0].convolved(weight: $0[1], window: .init(kernel: 3, padding: 1)) },
  "conv3x3-stride2": {
    $0[0].convolved(weight: $0[1], bias: $0[2], window: .init(kernel: 3, stride: 2, padding: 1))
  },
  "conv1x1": { $0[0].convolved(weight: $0[1], bias: $0[2], window: .init(kernel: 1)) },
  "conv-transpose2": {
    $0[0].transposeConvolved(weight: $0[1], bias: $0[2], window: .init(kernel: 2, stride: 2))
  },
  "conv-transpose3": {
    $0[0].transposeConvolved(
      weight: $0[1], bias: $0[2], window: .init(kernel: 3, stride: 2, padding: 1),
      outputPadding: 1)
  },
  "instance-norm": { $0[0].planeNormed(.instance) },
  "instance-norm-leaky": {
    $0[0].planeNormed(.instance, gain: $0[1], bias: $0[2], slope: 0.1)
  },
  "batch-norm-relu": { $0[0].planeNormed(.batch, gain: $0[1], bias: $0[2], slope: 0) },
  "layer-norm": { $0[0].layerNormed(gain: $0[1], bias: $0[2]) },
  "softmax": { $0[0].softmaxed() },
  "max-pool": { $0[0].maxPooled(2) },
  "average-pool": { $0[0].averagePooled(2) },
  "relu": { $0[0].relu() },
  "leaky-relu": { $0[0].mapped(.leakyReLU(slope: 0.1)) },
  "prelu": { $0[0].prelu(slope: $0[1]) },
  "gelu": { $0[0].mapped(.gelu) },
  "sigmoid": { $0[0].mapped(.sigmoid) },
  "softplus": { $0[0].mapped(.softplus) },
  "exp": { $0[0].mapped(.exp) },
  "log": { ($0[0] * $0[0]).scaled(by: 1, plus: 1).mapped(.log) },
  "square-root": { ($0[0] * $0[0]).scaled(by: 1, plus: 1).mapped(.squareRoot) },
  "dropout": { $0[0].dropped(probability: 0.25, seed: 7) },
  "add": { $0[0] + $0[1] },
  "subtract": { $0[0] - $0[1] },
  "multiply": { $0[0] * $0[1] },
  "divide": { $0[0] / ($0[1] * $0[1]).scaled(by: 1, plus: 1) },
  "scale": { (3 * $0[0]).scaled(by: 1, plus: -2) },
  "sum": { $0[0].sum() },
  "mean": { $0[0].mean(axes: [0, 2]) },
  "reshape": { $0[0].reshaped([6, 4]) },
  "matmul": { $0[0].matmul($0[1].transposed()) },
  "batched-matmul": { $0[0].matmul($0[1]) },
  "permute": { $0[0].permuted([1, 2, 0]) },
  "concatenate": { .concatenated($0, axis: 1) },
]

/// The value of an operation, and the gradients of its sum weighed by `weights`.
func evaluate(
  _ operation: ([Variable]) -> Variable, at inputs: [Tensor], weights: Tensor, threads: Int = 2
) -> (y: Tensor, gradients: [Tensor]) {
  let tape = Tape(team: ThreadTeam(threads: threads))
  let variables = inputs.map(tape.variable)
  let y = operation(variables)
  let loss = (y * tape.constant(weights)).sum()
  return (y.value, tape.gradients(of: loss, by: variables))
}
