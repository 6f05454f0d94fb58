internal import CKernels

extension Kernels {
  /// Whether Winograd's algorithm pays for a 3 × 3 convolution: the transforms cost as much as some
  /// channels' products, and on small planes there is nothing to gain for their rounding.
  static func suitsWinograd(_ size: ImageSize, channels: Int, outputs: Int) -> Bool {
    let least = min(channels, outputs)
    return least >= 16 && min(size.height, size.width) >= 4
      && size.height * size.width * least >= 32_768
  }

  /// The convolution of a batch with a 3 × 3 kernel, stride 1 and padding 1; with `turned` weights,
  /// `(C, O, 3, 3)`, the gradient of its input.
  static func winograd(
    _ x: Tensor, weight: Tensor, turned: Bool = false, bias: Tensor? = nil, team: ThreadTeam
  ) -> Tensor {
    let (outputs, channels) = (weight.shape[turned ? 1 : 0], x.shape[1])
    let packed = winogradWeights(
      weight, outputs: outputs, channels: channels, turned: turned, team: team)
    let batch = WinogradBatch(images: x.shape[0], x.imageSize)
    let transform = WinogradTransform(batch, channels: channels)
    return Tensor(uninitialized: [batch.images, outputs, batch.height, batch.width]) { y in
      withPointers(x, packed, bias ?? packed) { x, packed, biases in
        let multiply = { (v: UnsafePointer<Float>, block: Int, group: Range<Int>) in
          withScratch(8 * 36 * WinogradBatch.blockSize) { scratch in
            var product = ck_winograd_product()
            product.v = v
            product.stride = transform.stride
            product.channels = channels
            product.weights = packed + group.lowerBound / 8 * ck_winograd_packed_count(channels)
            product.bias = bias == nil ? nil : biases + group.lowerBound
            product.y = y.baseAddress! + group.lowerBound * batch.area
            product.yChannelStride = batch.area
            product.outputs = group.count
            product.scratch = scratch
            var tiles = batch.tiles(of: block, channels: outputs)
            ck_winograd_multiply(&tiles, &product)
          }
        }
        if transform.blockCount <= cachedFloats, batch.blocks >= 8 {
          team.forEach(batch.blocks) { block in
            withScratch(transform.blockCount) { v in
              transform.input(x, block: block, 0..<channels, into: v)
              multiply(UnsafePointer(v), block, 0..<outputs)
            }
          }
          return
        }
        // Few blocks of many channels: threads share the block's transform and split its outputs.
        transform.forEachRun(of: 0..<batch.blocks, floats: sharedFloats) { run in
          withScratch(run.count * transform.blockCount) { v in
            let parts = tiles(channels, by: 16)
            team.forEach(run.count * parts) { index in
              transform.input(
                x, block: run.lowerBound + index / parts,
                tile(index % parts, of: channels, by: 16),
                into: v + index / parts * transform.blockCount)
            }
            let groups = tiles(outputs, by: 32)
            team.forEach(run.count * groups) { index in
              // Threads that work side by side read the same kernels.
              multiply(
                UnsafePointer(v + index % run.count * transform.blockCount),
                run.lowerBound + index % run.count, tile(index / run.count, of: outputs, by: 32))
            }
          }
        }
      }
    }
  }

  /// The gradient of the weights of such a convolution.
  static func winogradBackwardWeight(_ x: Tensor, _ dy: Tensor, team: ThreadTeam) -> Tensor {
    let (channels, outputs) = (x.shape[1], dy.shape[1])
    let batch = WinogradBatch(images: x.shape[0], x.imageSize)
    let inputs = WinogradTransform(batch, channels: channels)
    let gradients = WinogradTransform(batch, channels: outputs)
    let (xCount, dyCount) = (inputs.blockCount, gradients.blockCount)
    return Tensor(uninitialized: [outputs, channels, 3, 3]) { dw in
      withPointers(x, dy) { x, dy in
        withScratch(36 * outputs * channels) { sums in
          sums.update(repeating: 0, count: 36 * outputs * channels)
          inputs.forEachRun(
            of: 0..<batch.blocks, floats: sharedFloats * xCount / (xCount + dyCount)
          ) { run in
            withScratch(run.count * (xCount + dyCount)) { v in
              let u = v + run.count * xCount
              let (xParts, dyParts) = (tiles(channels, by: 16), tiles(outputs, by: 16))
              team.forEach(run.count * (xParts + dyParts)) { index in
                let (slot, part) = (index / (xParts + dyParts), index % (xParts + dyParts))
                if part < xParts {
                  inputs.input(
                    x, block: run.lowerBound + slot, tile(part, of: channels, by: 16),
                    into: v + slot * xCount)
                } else {
                  gradients.gradient(
                    dy, block: run.lowerBound + slot, tile(part - xParts, of: outputs, by: 16),
                    into: u + slot * dyCount)
                }
              }
              let groups = tiles(outputs, by: 64)
              team.forEach(36 * groups) { index in
                let (frequency, group) = (index / groups, tile(index % groups, of: outputs, by: 64))
                var job = ck_winograd_weight()
                job.x = UnsafePointer(v + frequency * inputs.stride)
                job.dy = UnsafePointer(
                  u + frequency * gradients.stride + group.lowerBound * WinogradBatch.blockSize)
                job.xBlockStride = xCount
                job.dyBlockStride = dyCount
                job.blocks = run.count
                job.channels = channels
                job.outputs = group.count
                job.sums = sums + (frequency * outputs + group.lowerBound) * channels
                ck_winograd_weight_sums(&job)
              }
            }
          }
          team.forEach(outputs) { output in
            ck_winograd_weight_gradient(
              sums + output * channels, outputs * channels, channels,
              dw.baseAddress! + output * channels * 9)
          }
        }
      }
    }
  }

  private static func winogradWeights(
    _ weight: Tensor, outputs: Int, channels: Int, turned: Bool, team: ThreadTeam
  ) -> Tensor {
    let count = ck_winograd_packed_count(channels)
    let groups = tiles(outputs, by: 8)
    return Tensor(uninitialized: [groups, count]) { packed in
      withPointers(weight, weight) { weight, _ in
        team.forEach(groups) { index in
          let group = tile(index, of: outputs, by: 8)
          let outputStride = turned ? 9 : channels * 9
          ck_winograd_pack(
            weight + group.lowerBound * outputStride, outputStride, group.count,
            turned ? outputs * 9 : 9, channels, turned ? 1 : 0,
            packed.baseAddress! + index * count)
        }
      }
    }
  }

  /// Transformed floats that stay in a core's level-2 cache, mostly, and in the level-3 cache.
  private static let cachedFloats = 500_000
  private static let sharedFloats = 2_000_000
}

/// The tiles of a batch of planes.
private struct WinogradBatch {
  static let blockSize = Int(CK_WINOGRAD_TILES)

  let images: Int
  let height: Int
  let width: Int
  var area: Int { height * width }
  var blocks: Int { Kernels.tiles(count, by: Self.blockSize) }

  init(images: Int, _ size: ImageSize) {
    self.images = images
    (height, width) = (size.height, size.width)
  }

  private var rows: Int { Kernels.tiles(height, by: 4) }
  private var columns: Int { Kernels.tiles(width, by: 4) }
  private var count: Int { images * rows * columns }

  /// The tiles of a block, of pictures with so many channels.
  func tiles(of block: Int, channels: Int) -> ck_winograd_tiles {
    ck_winograd_tiles(
      height: height, width: width, imageStride: channels * area, rows: rows, columns: columns,
      first: block * Self.blockSize, left: count - block * Self.blockSize)
  }
}

/// Blocks of transformed tiles: frequencies of channels of tiles.
private struct WinogradTransform {
  let batch: WinogradBatch
  let channels: Int

  init(_ batch: WinogradBatch, channels: Int) {
    self.batch = batch
    self.channels = channels
  }

  /// Floats from frequency to frequency. Not a power of two, or all would meet in few cache sets.
  var stride: Int { channels * WinogradBatch.blockSize + 16 }
  /// Floats of a block.
  var blockCount: Int { 36 * stride }

  func input(
    _ x: UnsafePointer<Float>, block: Int, _ chosen: Range<Int>,
    into v: UnsafeMutablePointer<Float>
  ) {
    var tiles = batch.tiles(of: block, channels: channels)
    for channel in chosen {
      ck_winograd_input(
        &tiles, x + channel * batch.area, v + channel * WinogradBatch.blockSize, stride)
    }
  }

  func gradient(
    _ dy: UnsafePointer<Float>, block: Int, _ chosen: Range<Int>,
    into v: UnsafeMutablePointer<Float>
  ) {
    var tiles = batch.tiles(of: block, channels: channels)
    for channel in chosen {
      ck_winograd_gradient(
        &tiles, dy + channel * batch.area, v + channel * WinogradBatch.blockSize, stride)
    }
  }

  /// Cuts blocks into runs of about `floats` transformed floats each, at least one block.
  func forEachRun(of blocks: Range<Int>, floats: Int, _ body: (Range<Int>) -> Void) {
    let size = max(1, floats / blockCount)
    for first in Swift.stride(from: blocks.lowerBound, to: blocks.upperBound, by: size) {
      body(first..<min(first + size, blocks.upperBound))
    }
  }
}
