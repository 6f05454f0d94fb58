extension Kernels {
  /// The gradient of softmax over the last axis, by its result: y (dy - sum(y dy)).
  public static func softmaxBackward(_ y: Tensor, _ dy: Tensor, team: ThreadTeam) -> Tensor {
    let columns = y.shape.last ?? 1
    return y.withUnsafeBufferPointer { y in
      mapTiles(dy, columns: columns, team: team) { start, rows, offset in
        for row in 0..<rows {
          let (g, y) = (start + row * columns, y.baseAddress! + offset + row * columns)
          var inner: Float = 0
          for i in 0..<columns { inner += g[i] * y[i] }
          for i in 0..<columns { g[i] = y[i] * (g[i] - inner) }
        }
      }
    }
  }

  /// The gradients of `layerNorm`: of x, its shape, and of gain and bias, `(C)`.
  public static func layerNormBackward(
    _ x: Tensor, _ dy: Tensor, gain: Tensor, epsilon: Float, team: ThreadTeam
  ) -> (x: Tensor, gain: Tensor, bias: Tensor) {
    let columns = gain.count
    let normal = layerNorm(
      x, gain: Tensor(repeating: 1, shape: [columns]), bias: Tensor(zeros: [columns]),
      epsilon: epsilon, team: team)
    let dx = withPointers(x, normal, gain) { x, normal, gain in
      mapTiles(dy, columns: columns, team: team) { start, rows, offset in
        for row in 0..<rows {
          let g = start + row * columns
          let (x, normal) = (x + offset + row * columns, normal + offset + row * columns)
          var (mean, square, plain, weighted): (Float, Float, Float, Float) = (0, 0, 0, 0)
          for i in 0..<columns { mean += x[i] }
          mean /= Float(columns)
          for i in 0..<columns {
            square += (x[i] - mean) * (x[i] - mean)
            g[i] *= gain[i]
            plain += g[i]
            weighted += g[i] * normal[i]
          }
          let inverse = 1 / (square / Float(columns) + epsilon).squareRoot()
          for i in 0..<columns {
            g[i] = inverse * (g[i] - (plain + normal[i] * weighted) / Float(columns))
          }
        }
      }
    }
    let weighted = binary(dy, normal, .multiply, team: team)
    return (dx, sum(weighted, reducedTo: [columns]), sum(dy, reducedTo: [columns]))
  }

  /// The transpose of each matrix of a batch: `(..., m, n)` to `(..., n, m)`.
  public static func transposed(_ x: Tensor, team: ThreadTeam) -> Tensor {
    let (m, n) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
    return Tensor(uninitialized: x.shape.dropLast(2) + [n, m]) { y in
      x.withUnsafeBufferPointer { x in
        team.forEach(x.count / max(m * n, 1)) { matrix in
          for i in 0..<m {
            for j in 0..<n { y[matrix * m * n + j * m + i] = x[matrix * m * n + i * n + j] }
          }
        }
      }
    }
  }
}
