import Foundation

/// The operations under test by their definitions, in double precision: loops that a reader can check.
/// Every operation has one.
let references: [String: @Sendable ([Doubles]) -> Doubles] = [
  "conv3x3": { convolution($0[0], $0[1], $0[2], padding: 1) },
  "conv3x3-wide": { convolution($0[0], $0[1], $0[2], padding: 1) },
  "conv3x3-deep": { convolution($0[0], $0[1], nil, padding: 1) },
  "conv3x3-stride2": { convolution($0[0], $0[1], $0[2], stride: 2, padding: 1) },
  "conv1x1": { convolution($0[0], $0[1], $0[2]) },
  "conv-transpose2": { transposedConvolution($0[0], $0[1], $0[2], stride: 2) },
  "conv-transpose3": {
    transposedConvolution($0[0], $0[1], $0[2], stride: 2, padding: 1, outputPadding: 1)
  },
  "instance-norm": { planeNorm($0[0], isBatch: false) },
  "instance-norm-leaky": {
    planeNorm($0[0], isBatch: false, gain: $0[1], bias: $0[2]).map { $0 > 0 ? $0 : 0.1 * $0 }
  },
  "batch-norm-relu": {
    planeNorm($0[0], isBatch: true, gain: $0[1], bias: $0[2]).map { max($0, 0) }
  },
  "layer-norm": { inputs in
    inputs[0].mapRows { row in
      zip(normalised(row), zip(inputs[1].elements, inputs[2].elements)).map { $0 * $1.0 + $1.1 }
    }
  },
  "softmax": {
    $0[0].mapRows { row in
      let powers = row.map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  },
  "max-pool": { pooled($0[0], 2) { $0.max()! } },
  "average-pool": { pooled($0[0], 2) { $0.reduce(0, +) / 4 } },
  "relu": { $0[0].map { max($0, 0) } },
  "leaky-relu": { $0[0].map { $0 > 0 ? $0 : 0.1 * $0 } },
  "prelu": { inputs in inputs[0].map { $0 > 0 ? $0 : inputs[1].elements[0] * $0 } },
  "gelu": { $0[0].map { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) } },
  "sigmoid": { $0[0].map { 1 / (1 + exp(-$0)) } },
  "softplus": { $0[0].map { log(1 + exp($0)) } },
  "exp": { $0[0].map { exp($0) } },
  "log": { $0[0].map { log($0 * $0 + 1) } },
  "square-root": { $0[0].map { ($0 * $0 + 1).squareRoot() } },
  "dropout": { dropped($0[0], probability: 0.25, seed: 7) },
  "add": { .combined($0[0], $0[1], +) },
  "subtract": { .combined($0[0], $0[1], -) },
  "multiply": { .combined($0[0], $0[1], *) },
  "divide": { .combined($0[0], $0[1]) { $0 / ($1 * $1 + 1) } },
  "scale": { $0[0].map { 3 * $0 - 2 } },
  "sum": { Doubles([$0[0].elements.reduce(0, +)], shape: []) },
  "mean": { inputs in
    let x = inputs[0]
    return Doubles([1, x.shape[1], 1]) { index in
      let values = Doubles.indices(of: x.shape).filter { $0[1] == index[1] }.map { x[$0] }
      return values.reduce(0, +) / Double(values.count)
    }
  },
  "reshape": { Doubles($0[0].elements, shape: [6, 4]) },
  "matmul": { product($0[0], Doubles([$0[1].shape[1], $0[1].shape[0]], transpose($0[1]))) },
  "batched-matmul": { product($0[0], $0[1]) },
  "permute": { inputs in
    Doubles([3, 4, 2]) { inputs[0][[$0[2], $0[0], $0[1]]] }
  },
  "concatenate": { inputs in
    Doubles([2, 4, 2]) { $0[1] < 3 ? inputs[0][$0] : inputs[1][[$0[0], $0[1] - 3, $0[2]]] }
  },
]

private func transpose(_ x: Doubles) -> ([Int]) -> Double { { x[[$0[1], $0[0]]] } }

/// `(..., m, k)` times `(..., k, n)`.
private func product(_ a: Doubles, _ b: Doubles) -> Doubles {
  Doubles(a.shape.dropLast() + [b.shape.last!]) { index in
    let (row, column) = (index.dropLast(), index.last!)
    return (0..<a.shape.last!).reduce(0.0) {
      $0 + a[row + [$1]] * b[row.dropLast() + [$1, column]]
    }
  }
}

private func convolution(
  _ x: Doubles, _ weight: Doubles, _ bias: Doubles?, stride: Int = 1, padding: Int = 0
) -> Doubles {
  let (channels, kernel) = (weight.shape[1], weight.shape[2])
  let (height, width) = (x.shape[2], x.shape[3])
  let extent = { (size: Int) in (size + 2 * padding - kernel) / stride + 1 }
  return Doubles(
    pictures: [x.shape[0], weight.shape[0], extent(height), extent(width)]
  ) { n, o, i, j in
    var sum = bias?.elements[o] ?? 0
    for c in 0..<channels {
      for u in 0..<kernel {
        for v in 0..<kernel {
          let (row, column) = (i * stride + u - padding, j * stride + v - padding)
          guard row >= 0, row < height, column >= 0, column < width else { continue }
          sum += x[n, c, row, column] * weight[o, c, u, v]
        }
      }
    }
    return sum
  }
}

/// Every input element adds the kernel, times itself, to the output.
private func transposedConvolution(
  _ x: Doubles, _ weight: Doubles, _ bias: Doubles, stride: Int, padding: Int = 0,
  outputPadding: Int = 0
) -> Doubles {
  let (outputs, kernel) = (weight.shape[1], weight.shape[2])
  let extent = { (size: Int) in (size - 1) * stride - 2 * padding + kernel + outputPadding }
  let (height, width) = (extent(x.shape[2]), extent(x.shape[3]))
  var y = Doubles(pictures: [x.shape[0], outputs, height, width]) { _, o, _, _ in
    bias.elements[o]
  }
  for n in 0..<x.shape[0] {
    for c in 0..<x.shape[1] {
      for i in 0..<x.shape[2] {
        for j in 0..<x.shape[3] {
          for o in 0..<outputs {
            for u in 0..<kernel {
              for v in 0..<kernel {
                let (row, column) = (i * stride + u - padding, j * stride + v - padding)
                guard row >= 0, row < height, column >= 0, column < width else { continue }
                y[n, o, row, column] += x[n, c, i, j] * weight[c, o, u, v]
              }
            }
          }
        }
      }
    }
  }
  return y
}

private func normalised(_ values: [Double], epsilon: Double = 1e-5) -> [Double] {
  let mean = values.reduce(0, +) / Double(values.count)
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  return values.map { ($0 - mean) / (variance + epsilon).squareRoot() }
}

/// Each plane, or each channel of the whole batch, normalised.
private func planeNorm(
  _ x: Doubles, isBatch: Bool, gain: Doubles? = nil, bias: Doubles? = nil
) -> Doubles {
  var y = x
  let (images, channels, area) = (x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
  for c in 0..<channels {
    let planes = (0..<images).map { n in
      Array((n * channels + c) * area..<(n * channels + c + 1) * area)
    }
    for group in isBatch ? [planes.flatMap { $0 }] : planes {
      for (place, value) in zip(group, normalised(group.map { x.elements[$0] })) {
        y.elements[place] = value * (gain?.elements[c] ?? 1) + (bias?.elements[c] ?? 0)
      }
    }
  }
  return y
}

private func pooled(_ x: Doubles, _ size: Int, _ summary: ([Double]) -> Double) -> Doubles {
  Doubles(
    pictures: [x.shape[0], x.shape[1], x.shape[2] / size, x.shape[3] / size]
  ) { n, c, i, j in
    summary(
      (0..<size * size).map { x[n, c, i * size + $0 / size, j * size + $0 % size] })
  }
}

/// Element i is dropped where number i of SplitMix64's sequence, as a fraction, is below the
/// probability.
private func dropped(_ x: Doubles, probability: Double, seed: UInt64) -> Doubles {
  var state = seed
  return x.map { value in
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 40) / Double(1 << 24) < probability ? 0 : value / (1 - probability)
  }
}
