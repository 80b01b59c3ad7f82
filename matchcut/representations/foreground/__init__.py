"""Find figures without a download: what moves against the camera, else what stands out."""
