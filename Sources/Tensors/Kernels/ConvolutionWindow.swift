/// The window of a convolution: a square kernel with the same stride and padding along both axes.
public struct ConvolutionWindow: Hashable, Sendable {
  /// The extent of the kernel.
  public var kernel: Int
  public var stride: Int
  /// Zeros on every side.
  public var padding: Int

  public init(kernel: Int, stride: Int = 1, padding: Int = 0) {
    precondition(kernel > 0 && stride > 0 && padding >= 0, "a window has a kernel and a stride")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The extents of a convolution's output: (size + 2 padding - kernel) / stride + 1.
  public func outputSize(of input: ImageSize) -> ImageSize {
    ImageSize(
      height: (input.height + 2 * padding - kernel) / stride + 1,
      width: (input.width + 2 * padding - kernel) / stride + 1)
  }

  /// Whether it is 3 × 3 with an output as large as the input, which has kernels of its own.
  var isDirect: Bool { kernel == 3 && stride == 1 && padding == 1 }

  /// How each picture of a batch of `channels` is unfolded.
  func unfolding(channels: Int, _ size: ImageSize) -> Unfolding {
    Unfolding(
      input: [channels, size.height, size.width], kernel: [kernel, kernel], stride: stride,
      padding: padding)
  }
}
