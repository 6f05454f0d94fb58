#!/usr/bin/env python3
"""Masks of everything on a synthetic picture, from the official automatic mask generator: everything.json.

    pip install torch torchvision segment-anything safetensors numpy opencv-python-headless pycocotools
    python make_everything.py ../../../graphs/models/sam-tiny-ct.safetensors everything.json

The picture is made by the same formula in AutomaticMaskGeneratorTests.swift.
"""
import functools, json, sys

import numpy as np, torch
from safetensors.torch import load_file
from segment_anything import SamAutomaticMaskGenerator, automatic_mask_generator
from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

HEIGHT, WIDTH = 120, 168
# column, row, radii along both, grey value
SHAPES = [(84, 60, 76, 54, 105), (50, 55, 26, 22, 160), (118, 48, 15, 18, 185), (84, 92, 12, 9, 225), (112, 84, 9, 9, 60)]
RUNS = {
    "plain": dict(points_per_side=8, pred_iou_thresh=0.4, stability_score_thresh=0.545),
    "crops": dict(points_per_side=8, points_per_batch=7, pred_iou_thresh=0.35, stability_score_thresh=0.545, crop_n_layers=1,
                  crop_n_points_downscale_factor=2, box_nms_thresh=0.6, crop_nms_thresh=0.5, min_mask_region_area=30),
}


def picture():
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    grey = 10 + (3 * x + 5 * y) % 7
    for cx, cy, rx, ry, value in SHAPES:
        inside = (x - cx) ** 2 * ry**2 + (y - cy) ** 2 * rx**2 <= rx**2 * ry**2
        grey = np.where(inside, value + (7 * x + 3 * y) % 11, grey)
    return grey.astype(np.uint8)


def nms(boxes, scores, categories, iou_threshold):
    """torchvision's definition, so that its compiled part need not match torch."""
    left, top, right, bottom = boxes.numpy().astype(np.float64).T
    areas = (right - left) * (bottom - top)
    waiting, kept = np.argsort(-scores.numpy(), kind="stable"), []
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        kept.append(int(best))
        width = np.minimum(right[best], right[waiting]) - np.maximum(left[best], left[waiting])
        height = np.minimum(bottom[best], bottom[waiting]) - np.maximum(top[best], top[waiting])
        shared = width.clip(0) * height.clip(0)
        with np.errstate(invalid="ignore"):
            waiting = waiting[~(shared / (areas[best] + areas[waiting] - shared) > iou_threshold)]
    return torch.tensor(kept, dtype=torch.long)


def model(path):
    tensors = {name: tensor.float() for name, tensor in load_file(path).items()}
    grid, width = tensors["image_encoder.pos_embed"].shape[1:4:2]
    relative = {int(n.split(".")[2]): t.shape for n, t in tensors.items() if n.endswith("rel_pos_h")}
    whole = [block for block, shape in relative.items() if shape[0] == 2 * grid - 1]
    window = next((shape[0] + 1) // 2 for block, shape in relative.items() if block not in whole)
    channels = tensors["image_encoder.neck.0.weight"].shape[0]
    sam = Sam(
        ImageEncoderViT(
            img_size=16 * grid, embed_dim=width, depth=len(relative), num_heads=width // relative[0][1], out_chans=channels,
            norm_layer=functools.partial(torch.nn.LayerNorm, eps=1e-6), use_rel_pos=True, window_size=window,
            global_attn_indexes=whole),
        PromptEncoder(channels, (grid, grid), (16 * grid, 16 * grid), tensors["prompt_encoder.mask_downscaling.3.weight"].shape[0]),
        MaskDecoder(
            transformer_dim=channels,
            transformer=TwoWayTransformer(2, channels, 8, tensors["mask_decoder.transformer.layers.0.mlp.lin1.weight"].shape[0]),
            iou_head_hidden_dim=tensors["mask_decoder.iou_prediction_head.layers.0.weight"].shape[0]))
    sam.load_state_dict(tensors, strict=False)
    return sam.eval()


if __name__ == "__main__":
    automatic_mask_generator.batched_nms = nms
    sam, grey = model(sys.argv[1]), picture()
    results = {"picture_sum": int(grey.sum()), "runs": {}}
    for name, arguments in RUNS.items():
        numbers = SamAutomaticMaskGenerator(sam, output_mode="uncompressed_rle", **arguments).generate(np.stack([grey] * 3, -1))
        texts = SamAutomaticMaskGenerator(sam, output_mode="coco_rle", **arguments).generate(np.stack([grey] * 3, -1))
        for number, text in zip(numbers, texts):
            number["compressed"] = text["segmentation"]["counts"]
        results["runs"][name] = numbers
        print(name, len(numbers), [(n["area"], round(n["predicted_iou"], 3), round(n["stability_score"], 3)) for n in numbers])
    with open(sys.argv[2], "w") as file:
        json.dump(results, file, separators=(",", ":"))
