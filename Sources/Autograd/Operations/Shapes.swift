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

  /// self times other, for `(m, k)` and `(k, n)`.
  public func matmul(_ other: Variable) -> Variable {
    let (a, b, team) = (value, other.value, team)
    return tape.record(Kernels.matmul(a, b, team: team), from: [self, other]) { dy in
      [
        Kernels.matmul(dy, Kernels.transposed(b, team: team), team: team),
        Kernels.matmul(Kernels.transposed(a, team: team), dy, team: team),
      ]
    }
  }
}
