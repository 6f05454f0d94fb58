extension Kernels {
  /// Tensors one behind the other along `axis`; all other extents are equal: torch.cat.
  public static func concatenated(_ parts: [Tensor], axis: Int, team: ThreadTeam) -> Tensor {
    precondition(!parts.isEmpty, "there is something to concatenate")
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let outer = shape[..<axis].reduce(1, *)
    let row = shape[axis...].reduce(1, *)
    return Tensor(uninitialized: shape) { y in
      var offset = 0
      for part in parts {
        let length = part.shape[axis...].reduce(1, *)
        precondition(part.count == outer * length, "concatenated: \(parts.map(\.shape))")
        part.withUnsafeBufferPointer { part in
          team.forEach(outer) {
            (y.baseAddress! + $0 * row + offset).update(
              from: part.baseAddress! + $0 * length, count: length)
          }
        }
        offset += length
      }
    }
  }

  /// The indices `range` along `axis`: torch.narrow.
  public static func slice(
    _ x: Tensor, axis: Int, _ range: Range<Int>, team: ThreadTeam
  ) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= x.shape[axis], "a slice is inside its tensor")
    var shape = x.shape
    shape[axis] = range.count
    let inner = shape[(axis + 1)...].reduce(1, *)
    let (length, row) = (range.count * inner, x.shape[axis] * inner)
    return Tensor(uninitialized: shape) { y in
      x.withUnsafeBufferPointer { x in
        team.forEach(shape[..<axis].reduce(1, *)) {
          (y.baseAddress! + $0 * length).update(
            from: x.baseAddress! + $0 * row + range.lowerBound * inner, count: length)
        }
      }
    }
  }
}
