internal import CKernels

/// What a batch's planes are normalised over.
public enum PlaneNormKind: Hashable, Sendable {
  /// Each plane by itself: torch.nn.InstanceNorm2d.
  case instance
  /// Each channel over the whole batch: torch.nn.BatchNorm2d.
  case batch
}

/// The mean and the biased variance of each group of planes: of `(n, c)` for instances, of `c` for
/// batches.
public struct PlaneStatistics: Sendable {
  public let mean: [Float]
  public let variance: [Float]

  public init(mean: [Float], variance: [Float]) {
    self.mean = mean
    self.variance = variance
  }
}

extension Kernels {
  /// The statistics that a norm of x, `(N, C, H, W)`, uses.
  public static func planeStatistics(
    _ x: Tensor, _ kind: PlaneNormKind, team: ThreadTeam
  ) -> PlaneStatistics {
    let groups = PlaneGroups(x.shape, kind)
    let result = Tensor(uninitialized: [2, groups.count]) { result in
      x.withUnsafeBufferPointer { x in
        team.forEach(groups.count) { group in
          let planes = groups.planes(of: group).map { x.baseAddress! + $0 * groups.area }
          let count = Float(planes.count * groups.area)
          let mean = planes.reduce(0) { $0 + ck_sum($1, groups.area) } / count
          result[group] = mean
          result[groups.count + group] =
            planes.reduce(0) { $0 + ck_sum_squares($1, mean, groups.area) } / count
        }
      }
    }.elements
    return PlaneStatistics(
      mean: Array(result[..<groups.count]), variance: Array(result[groups.count...]))
  }

  /// y = activation((x - mean) / sqrt(variance + epsilon) * gain + bias).
  ///
  /// - x: `(N, C, H, W)`; gain and bias: `(C)`, nil for 1 and 0. Returns x's shape.
  /// - slope: what the activation multiplies negative values by: 1 for none, 0 for ReLU.
  public static func planeNorm(
    _ x: Tensor, _ kind: PlaneNormKind, _ statistics: PlaneStatistics, gain: Tensor?,
    bias: Tensor?, epsilon: Float, slope: Float = 1, team: ThreadTeam
  ) -> Tensor {
    let groups = PlaneGroups(x.shape, kind)
    let norm = groups.norm(statistics, gain, bias, epsilon)
    return Tensor(uninitialized: x.shape) { y in
      x.withUnsafeBufferPointer { x in
        team.forEach(groups.images * groups.channels) { plane in
          let (scale, shift) = norm(plane)
          ck_scale_shift(
            x.baseAddress! + plane * groups.area, scale, shift, slope,
            y.baseAddress! + plane * groups.area, groups.area)
        }
      }
    }
  }

  /// The gradients of `planeNorm` whose statistics are those of x itself.
  ///
  /// Returns those of x, `(N, C, H, W)`, gain, `(C)`, and bias, `(C)`.
  public static func planeNormBackward(
    _ x: Tensor, _ dy: Tensor, _ kind: PlaneNormKind, _ statistics: PlaneStatistics,
    gain: Tensor?, bias: Tensor?, epsilon: Float, slope: Float = 1, team: ThreadTeam
  ) -> (x: Tensor, gain: Tensor, bias: Tensor) {
    let groups = PlaneGroups(x.shape, kind)
    let norm = groups.norm(statistics, gain, bias, epsilon)
    let (area, planes) = (groups.area, groups.images * groups.channels)
    let inverse = statistics.variance.map { 1 / ($0 + epsilon).squareRoot() }
    var sums = Tensor(zeros: [planes, 2])
    sums.withUnsafeMutableBufferPointer { sums in
      withPointers(x, dy) { x, dy in
        team.forEach(planes) { plane in
          let (scale, shift) = norm(plane)
          ck_scale_shift_sums(
            x + plane * area, dy + plane * area, scale, shift, slope,
            statistics.mean[groups.group(of: plane)], area, sums.baseAddress! + 2 * plane)
        }
      }
    }
    let totals = sums.elements
    let dx = Tensor(uninitialized: x.shape) { dx in
      withPointers(x, dy) { x, dy in
        team.forEach(planes) { plane in
          let group = groups.group(of: plane)
          let members = groups.planes(of: group)
          let count = Float(members.count * area)
          let (scale, shift) = norm(plane)
          let plain = members.reduce(0) { $0 + totals[2 * $1] }
          let weighted = members.reduce(0) { $0 + totals[2 * $1 + 1] }
          ck_scale_shift_backward(
            x + plane * area, dy + plane * area, scale, shift, slope, statistics.mean[group],
            scale, -scale * inverse[group] * inverse[group] * weighted / count,
            -scale * plain / count, dx.baseAddress! + plane * area, area)
        }
      }
    }
    var (dGain, dBias) = ([Float](), [Float]())
    for channel in 0..<groups.channels {
      let members = (0..<groups.images).map { $0 * groups.channels + channel }
      dBias.append(members.reduce(0) { $0 + totals[2 * $1] })
      dGain.append(
        members.reduce(0) { $0 + totals[2 * $1 + 1] * inverse[groups.group(of: $1)] })
    }
    let shape = [groups.channels]
    return (dx, Tensor(dGain, shape: shape), Tensor(dBias, shape: shape))
  }
}

/// Which planes share statistics.
private struct PlaneGroups {
  let images: Int
  let channels: Int
  let area: Int
  let kind: PlaneNormKind

  init(_ shape: [Int], _ kind: PlaneNormKind) {
    precondition(shape.count == 4, "a norm of planes takes (N, C, H, W), not \(shape)")
    (images, channels, area) = (shape[0], shape[1], shape[2] * shape[3])
    self.kind = kind
  }

  var count: Int { kind == .batch ? channels : images * channels }

  func group(of plane: Int) -> Int { kind == .batch ? plane % channels : plane }

  func planes(of group: Int) -> [Int] {
    kind == .batch ? (0..<images).map { $0 * channels + group } : [group]
  }

  /// The factor and the summand that stand for statistics, gain and bias of a plane.
  func norm(
    _ statistics: PlaneStatistics, _ gain: Tensor?, _ bias: Tensor?, _ epsilon: Float
  ) -> (Int) -> (scale: Float, shift: Float) {
    let (gains, biases) = (gain?.elements, bias?.elements)
    return { [self] plane in
      let (group, channel) = (group(of: plane), plane % channels)
      let inverse = 1 / (statistics.variance[group] + epsilon).squareRoot()
      let scale = inverse * (gains?[channel] ?? 1)
      return (scale, (biases?[channel] ?? 0) - statistics.mean[group] * scale)
    }
  }
}
