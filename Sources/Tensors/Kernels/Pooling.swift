internal import CKernels

extension Kernels {
  /// The largest of each `size` × `size` square, and where it is in its plane: torch's MaxPool2d with
  /// stride `size`. Rows and columns beyond the last whole square are left out.
  ///
  /// - x: `(N, C, H, W)`. Returns `(N, C, H / size, W / size)`; of equal values the first counts.
  public static func maxPool(
    _ x: Tensor, size: Int, team: ThreadTeam
  ) -> (y: Tensor, places: [Int32]) {
    let shape = PoolShape(x.shape, size)
    var places = [Int32](repeating: 0, count: shape.planes * shape.outArea)
    let y = places.withUnsafeMutableBufferPointer { places in
      let places = UnsafeMutablePointer(places.baseAddress!)
      return Tensor(uninitialized: shape.output) { y in
        withPointers(x, x) { x, _ in
          nonisolated(unsafe) let places = places
          team.forEach(shape.planes) { plane in
            let source = x + plane * shape.area
            if size == 2 {
              for row in 0..<shape.output[2] {
                let out = plane * shape.outArea + row * shape.output[3]
                let corner = row * 2 * shape.width
                ck_max_pool2(
                  source + corner, shape.width, shape.output[3], Int32(corner),
                  y.baseAddress! + out, places + out)
              }
              return
            }
            shape.forEachSquare { out, corner in
              var best = corner
              for dy in 0..<size {
                for place in corner + dy * shape.width..<corner + dy * shape.width + size
                where source[place] > source[best] {
                  best = place
                }
              }
              places[plane * shape.outArea + out] = Int32(best)
              y[plane * shape.outArea + out] = source[best]
            }
          }
        }
      }
    }
    return (y, places)
  }

  /// The gradient of `maxPool`: each square's goes to its largest element.
  public static func maxPoolBackward(
    _ dy: Tensor, places: [Int32], inputShape: [Int], size: Int, team: ThreadTeam
  ) -> Tensor {
    let shape = PoolShape(inputShape, size)
    return Tensor(uninitialized: inputShape) { dx in
      withPointers(dy, dy) { dy, _ in
        team.forEach(shape.planes) { plane in
          let target = dx.baseAddress! + plane * shape.area
          target.update(repeating: 0, count: shape.area)
          for out in plane * shape.outArea..<(plane + 1) * shape.outArea {
            target[Int(places[out])] += dy[out]
          }
        }
      }
    }
  }

  /// The mean of each `size` × `size` square: torch's AvgPool2d with stride `size`.
  ///
  /// - x: `(N, C, H, W)`. Returns `(N, C, H / size, W / size)`.
  public static func averagePool(_ x: Tensor, size: Int, team: ThreadTeam) -> Tensor {
    let shape = PoolShape(x.shape, size)
    return Tensor(uninitialized: shape.output) { y in
      withPointers(x, x) { x, _ in
        team.forEach(shape.planes) { plane in
          let source = x + plane * shape.area
          shape.forEachSquare { out, corner in
            var sum: Float = 0
            for dy in 0..<size {
              for dx in 0..<size { sum += source[corner + dy * shape.width + dx] }
            }
            y[plane * shape.outArea + out] = sum / Float(size * size)
          }
        }
      }
    }
  }

  /// The gradient of `averagePool`.
  public static func averagePoolBackward(
    _ dy: Tensor, inputShape: [Int], size: Int, team: ThreadTeam
  ) -> Tensor {
    let shape = PoolShape(inputShape, size)
    return Tensor(uninitialized: inputShape) { dx in
      withPointers(dy, dy) { dy, _ in
        team.forEach(shape.planes) { plane in
          let target = dx.baseAddress! + plane * shape.area
          target.update(repeating: 0, count: shape.area)
          shape.forEachSquare { out, corner in
            let share = dy[plane * shape.outArea + out] / Float(size * size)
            for dy in 0..<size {
              for dx in 0..<size { target[corner + dy * shape.width + dx] = share }
            }
          }
        }
      }
    }
  }
}

private struct PoolShape {
  let planes: Int
  let width: Int
  let area: Int
  let size: Int
  let output: [Int]
  var outArea: Int { output[2] * output[3] }

  init(_ x: [Int], _ size: Int) {
    precondition(
      x.count == 4 && size > 0 && x[2] >= size && x[3] >= size,
      "pooling takes (N, C, H, W) no smaller than its square, not \(x)")
    planes = x[0] * x[1]
    width = x[3]
    area = x[2] * x[3]
    self.size = size
    output = [x[0], x[1], x[2] / size, x[3] / size]
  }

  /// Calls `body` with each square's number and first element.
  @inline(__always)
  func forEachSquare(_ body: (Int, Int) -> Void) {
    for i in 0..<output[2] {
      for j in 0..<output[3] { body(i * output[3] + j, i * size * width + j * size) }
    }
  }
}

extension Kernels {
  /// The largest channel of each position: `(N, C, H, W)` to `(N, 1, H, W)`.
  public static func channelMaximum(_ x: Tensor, team: ThreadTeam) -> Tensor {
    let (images, channels, area) = (x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
    return Tensor(uninitialized: [images, 1, x.shape[2], x.shape[3]]) { y in
      withPointers(x, x) { x, _ in
        team.forEach(images) { image in
          let target = y.baseAddress! + image * area
          target.update(from: x + image * channels * area, count: area)
          for channel in 1..<max(channels, 1) {
            let source = x + (image * channels + channel) * area
            for i in 0..<area { target[i] = max(target[i], source[i]) }
          }
        }
      }
    }
  }
}
