// Food and drink, and what is used at table.
// Simplified: the tongue and the cheeks take no part.
import { readSigns } from "../notation";

export const food = readSigns(`
  APPLE        x cheek.knuckles down-contra/contra-front twist(32)x2
  ONION        x temple.knuckles down-contra/contra-front twist(32)x2
  CANDY        one cheek.indexTip down-contra/contra-back twist(32)x2
  ORANGE       c mouth(0,-1,2) contra/up-contra >s x2
  BANANA       flatO otherTips.tips(0,3,0) down/contra-down by(4,-11,1) x2 & index
  STRAWBERRY   f mouth.indexTip(0,0,1) back/up-contra by(2,-3,11) >g
  LEMON        l mouth.thumbTip(0,-2,1) contra/up tap(0,0,6)x2
  MELON        openEight otherBack.middleTip(0,4,0) down/contra-front tap(0,6,0)x2 & fist
  POTATO       bentV otherBack.tips(0,2,0) down/contra-down tap(0,6,0)x2 & fist
  TOMATO       one mouth.indexTip(0,-1,0) back/up-contra to:otherTips(0,3,0) turn:down/contra-front *1.2 & flatO center back/contra-up
  SALAD        curvedFive center(5,0,0) up/front-contra by(2,6,0) turn:up-back/= x2 & mirror
  RICE         r otherPalm.tips(0,2,0) up/contra-front by(0,10,-4) turn:up-back/contra-back x2 & clasp
  PASTA        i center.pinkyTip(2,3,2) back/contra by(14,-1,0) wave(20)x2 & mirror
  PIZZA        bentV neutral(-4,6,2) down/front by(9,-5,0) bow(0,-3,3) x2
  SANDWICH     openB mouth.tips(2,-2,4) down/back-contra by(0,1,-3) x2 & openB mouth.tips(4,-6,5) up/back-contra follows
  HAMBURGER    curvedB otherPalm(0,3,0) down/contra-front turn:up/contra-front by(0,2,0) *1.2 & curvedB center up/contra-front
  CHICKEN      g mouth.radial(5,-3,3) contra-down/contra-front to:otherPalm(0,5,0) >babyO turn:down/front-contra *1.2 & palmUp
  BREAD        bentB otherBack.tips(0,5,2) back/contra-down by(0,-9,0) x2 & palmBack
  MEAT         g otherTop.indexTip(0,2,0) down/contra-front by(0,3,4) x2 & palmBack
  FISH         b neutral contra/front by(0,0,15) wave(26)x2 *1.1
  EGG          u center.tips(3,4,0) back-down/contra-front by(8,-11,0) turn:=/front-down & mirror
  CHEESE       openB otherPalm.wrist(0,2,0) down/contra-front wave(24)x2 & palmUp
  BUTTER       u otherPalm.tips(0,1,2) down-contra/contra-front by(2,2,-6) x2 & palmUp
  SUGAR        u chin.tips back/up-contra by(0,-3,2) >bentU x2
  SALT         v otherBack.tips(0,2,1) down/contra-front wiggle(30) *1.1 & u center down/contra-front
  SOUP         u otherPalm.tips(0,2,0) up/contra-front to:mouth(2,-2,6) bow(0,0,6) turn:back-up/contra-back *1.2 & curvedB center up/front-contra
  CAKE         bentFive otherPalm.tips(0,1,0) down/contra-front by(0,11,0) & palmUp
  COOKIE       curvedFive otherPalm.tips(0,1,0) down/contra-front twist(30)x2 & palmUp
  ICE-CREAM    s mouth.radial(0,-3,4) contra-back/up-contra by(0,-7,2) x2
  CHOCOLATE    c otherBack.thumbTip(0,3,0) contra-down/front-contra circle:horizontal(4)x2 & palmDown
  MILK         c neutralHigh contra/front-up >s x2
  WATER        w chin.indexTip contra/up tap(0,0,6)x2
  COFFEE       s otherTop.ulnar(0,5,0) back-contra/contra-front circle:horizontal(4)x2 & fistSide
  TEA          f otherTop.indexTip(0,3,0) down/contra-front circle:horizontal(2.5)x2 & o center contra-back/front-contra
  JUICE        i cheek.pinkyTip(2,-3,3) front/up by(-3,-4,0) bow(0,-3,0) turn:back/up-contra
  WINE         w cheek.radial(2,-1,1) contra/up circle:sagittal(4)x2
  BEER         b cheek.radial(2,-3,2) front-contra/up by(0,-7,1) x2
`);

export const tableware = readSigns(`
  CUP          c otherPalm.ulnar(0,1,0) contra/front tap(0,7,0)x2 & palmUp
  PLATE        curvedB center(8,4,4) contra-up/front-contra by(0,0,-8) bow(7,0,0) & mirror
  BOWL         curvedB center.ulnar(3,-5,4) up-contra/front-contra by(8,9,0) bow(5,-4,0) & mirror
  SPOON        u otherPalm.tips(0,1,0) up/contra-front by(3,5,-6) x2 & palmUp
  FORK         v otherPalm.tips(0,1,0) down/contra-down tap(0,7,0)x2 & palmUp
  KNIFE        u otherTips.ulnar(2,1,0) contra-down/contra-front by(-4,-1,12) x2 & u center contra-back/front-contra
  BOTTLE       c otherPalm.ulnar(0,2,0) contra/front by(0,15,0) & palmUp
`);
