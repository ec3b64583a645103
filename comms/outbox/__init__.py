"""Effects, written in the transaction of the change that causes them."""
