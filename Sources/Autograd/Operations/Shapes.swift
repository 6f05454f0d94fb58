internal import Tensors

extension Variable {
  /// The sum over `axes`, which stay with extent 1; over everything, as a scalar, by default.
  public func sum(axes: [Int]? = nil) -> Variable {
    let full = shape
    var reduced = axes == nil ? [] : full
    for axis in axes ?? [] { reduced[axis] = 1 }
    return tape.record(Kernels.sum(value, reducedTo: reduced), from: [self]) {
      [Kernels.broadcast($0, to: full)]
    }
  }

  /// The mean over `axes`, which stay with extent 1; over everything, as a scalar, by default.
  public func mean(axes: [Int]? = nil) -> Variable {
    let total = sum(axes: axes)
    return total.scaled(by: Float(max(total.value.count, 1)) / Float(max(value.count, 1)))
  }

  /// The same elements under another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    let old = self.shape
    return tape.record(value.reshaped(shape), from: [self]) { [$0.reshaped(old)] }
  }

  /// Rows for columns in each matrix of a batch: `(..., m, n)` to `(..., n, m)`.
  public func transposed() -> Variable {
    let team = team
    return tape.record(Kernels.transposed(value, team: team), from: [self]) {
      [Kernels.transposed($0, team: team)]
    }
  }

  /// Variables one behind the other along `axis`: torch.cat.
  public static func concatenated(_ parts: [Variable], axis: Int) -> Variable {
    let (tape, team) = (parts[0].tape, parts[0].team)
    let extents = parts.map { $0.shape[axis] }
    let y = Kernels.concatenated(parts.map(\.value), axis: axis, team: team)
    return tape.record(y, from: parts) { dy in
      var start = 0
      return extents.map { extent in
        defer { start += extent }
        return Kernels.slice(dy, axis: axis, start..<start + extent, team: team)
      }
    }
  }

  /// The axes in another order: torch.permute. Axis i of the result is axis `axes[i]` of self.
  public func permuted(_ axes: [Int]) -> Variable {
    let team = team
    var back = axes
    for (place, axis) in axes.enumerated() { back[axis] = place }
    return tape.record(Kernels.permuted(value, axes, team: team), from: [self]) { [back] in
      [Kernels.permuted($0, back, team: team)]
    }
  }

  /// self times other, matrix by matrix: `(..., m, k)` times `(..., k, n)` with the same leading
  /// extents.
  public func matmul(_ other: Variable) -> Variable {
    let (a, b, team) = (value, other.value, team)
    let (needsA, needsB) = (needsGradient, other.needsGradient)
    return tape.record(Kernels.matmul(a, b, team: team), from: [self, other]) { dy in
      [
        needsA ? Kernels.matmul(dy, Kernels.transposed(b, team: team), team: team) : nil,
        needsB ? Kernels.matmul(Kernels.transposed(a, team: team), dy, team: team) : nil,
      ]
    }
  }
}
